namespace Harness.Target;

/// <summary>What scenarios may change while it runs, and clients read a part of from GET /config.</summary>
internal sealed record TargetSettings
{
    public required TimeSpan LoopTime { get; init; }

    /// <summary>Zero: never.</summary>
    public TimeSpan IdleClose { get; init; }

    public ServerHeartbeat? ServerHeartbeat { get; init; }

    public TargetAuth? Auth { get; init; }

    /// <summary>Messages that may wait on a socket that opens from now on.</summary>
    public required int SendQueue { get; init; }

    /// <summary>Sockets that may be open at once; 0: any number.</summary>
    public int MaxClients { get; init; }

    /// <summary>Past how many clients answers come late, and how late; null: never.</summary>
    public SlowPast? SlowPast { get; init; }

    /// <summary>Presence is empty after a restart; without, who was there is kept as it was (the bug of 002).</summary>
    public bool RestartClears { get; init; } = true;

    public required Chat.ChatSettings Chat { get; init; }

    public static TargetSettings Of(TargetOptions options) => new()
    {
        LoopTime = options.LoopTime,
        IdleClose = options.IdleClose,
        ServerHeartbeat = options.ServerHeartbeat,
        Auth = options.Auth,
        MaxClients = options.MaxClients,
        SlowPast = options.SlowPast,
        RestartClears = options.RestartClears,
        SendQueue = options.SendQueue,
        Chat = Target.Chat.ChatSettings.Of(options),
    };
}

/// <summary>The settings of the moment: replaced as a whole, never mutated.</summary>
internal sealed class LiveSettings(TargetSettings initial)
{
    private readonly Lock _changing = new();
    private volatile TargetSettings _current = initial;

    /// <summary>Called after each change, one at a time.</summary>
    public event Action<TargetSettings>? Changed;

    public TargetSettings Current => _current;

    public void Change(Func<TargetSettings, TargetSettings> change)
    {
        lock (_changing)
        {
            _current = change(_current);
            Changed?.Invoke(_current);
        }
    }
}
