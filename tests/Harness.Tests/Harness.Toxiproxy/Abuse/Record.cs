using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>What was called and answered, and what must not have happened: the proxy's log of errors is part of it.</summary>
internal sealed class Record(int seed) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _calls = [];

    internal ConcurrentQueue<string> Failures { get; } = [];

    internal void Call(string call) => _calls.Enqueue(call);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"seed {seed}\n--- failures\n").AppendJoin('\n', Failures.Take(20));
        return text.Append("\n--- the last calls\n").AppendJoin('\n', _calls.TakeLast(100)).ToString();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A port that changes from refusing to accepting is free for an instant, and the proxies here fight for the same few: that is logged by intent.
        if (IsEnabled(logLevel) && exception is not SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            Failures.Enqueue($"logged: {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
