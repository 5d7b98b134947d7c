using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>
/// A node that crashes and comes back: while it is down every connection is cut and no request is answered, but for those of the control API, which
/// stands for whoever kills and starts the node. Topics outlive it (they are the database), presence does only where the settings say so.
/// </summary>
internal sealed class Outage(LiveSettings settings, FlawSwitch flaws, Presence presence, Sessions sessions, TimeProvider time, Counters counters) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, Mark> _connections = new();
    private readonly Lock _gate = new();
    private ITimer? _restart;
    private volatile bool _down;

    /// <summary>Kestrel's connections, each for as long as it lasts.</summary>
    public async Task TrackAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var mark = new Mark();
        connection.Features.Set(mark);
        _connections[connection] = mark;
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Before everything else that is done with a request.</summary>
    public void Map(WebApplication app) => app.Use((context, next) =>
    {
        Mark mark = context.Features.GetRequiredFeature<Mark>();
        if (context.Request.Path.StartsWithSegments("/control"))
        {
            // Its later requests are of the same caller, and it is not to see the crash it ordered.
            mark.IsControl = true;
            return next(context);
        }

        mark.IsClient = true;
        if (_down)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>Completes when every socket is gone.</summary>
    /// <param name="length">Until it comes back by itself; null: until <see cref="Restore"/>.</param>
    /// <returns>How many open sockets there were.</returns>
    public async Task<int> CrashAsync(TimeSpan? length)
    {
        lock (_gate)
        {
            // In this order: a request that still came through is on a connection that is found below.
            _down = true;
            presence.Die();
            _restart?.Dispose();
            _restart = length is { } wait ? time.CreateTimer(_ => Restore(), null, wait, Timeout.InfiniteTimeSpan) : null;
        }

        counters.Crash();
        var (found, gone) = sessions.AllEnded();
        foreach (var (connection, mark) in _connections)
        {
            // Of a connection that has not asked for anything yet nobody knows whose it is: its first request will tell.
            if (mark is { IsClient: true, IsControl: false })
            {
                // An exception for each: one that thousands of connections throw gathers all of their stack traces, which takes quadratic time and gigabytes.
                connection.Abort(new ConnectionAbortedException("the node has crashed, as ordered"));
            }
        }

        await gone;
        return found;
    }

    /// <summary>Ends the crash; nothing if there is none.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _restart?.Dispose();
            _restart = null;
            if (_down)
            {
                presence.Revive(clears: settings.Current.RestartClears && !flaws.IsOn(TargetFlaws.StalePresence));
                _down = false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        ITimer? restart;
        lock (_gate)
        {
            (restart, _restart) = (_restart, null);
        }

        if (restart is not null)
        {
            await restart.DisposeAsync();
        }
    }

    /// <summary>Travels with a connection.</summary>
    private sealed class Mark
    {
        private volatile bool _isControl;
        private volatile bool _isClient;

        public bool IsControl
        {
            get => _isControl;
            set => _isControl = value;
        }

        public bool IsClient
        {
            get => _isClient;
            set => _isClient = value;
        }
    }
}
