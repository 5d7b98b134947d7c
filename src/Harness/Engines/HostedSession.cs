using System.Threading.Channels;
using Harness.Clients;
using Harness.Journal;

namespace Harness.Engines;

/// <summary>One client session that an engine has started.</summary>
public sealed class HostedSession
{
    private readonly Channel<HostedStep> _steps = Channel.CreateUnbounded<HostedStep>(new UnboundedChannelOptions { SingleReader = true });

    internal HostedSession(int client)
    {
        Client = client;
        Watcher = new StepWriter(_steps.Writer);
    }

    /// <summary>The client's number in the scenario.</summary>
    public int Client { get; }

    internal ISessionWatcher Watcher { get; }

    /// <summary>What the client does, as it happens, until its user closes it or the drain is over.</summary>
    public IAsyncEnumerable<HostedStep> StepsAsync(CancellationToken cancellation = default) => _steps.Reader.ReadAllAsync(cancellation);

    internal void End() => _steps.Writer.TryComplete();

    private sealed class StepWriter(ChannelWriter<HostedStep> steps) : ISessionWatcher
    {
        public void Connected(int client, long took) => steps.TryWrite(new HostedStep(HostedSteps.Connect, TimeSpan.FromMicroseconds(took)));

        public void AttemptFailed(int client, CloseCause cause) => steps.TryWrite(new HostedStep(HostedSteps.Connect, null, cause.ToString()));

        public void HeartbeatAnswered(int client, long fromDue) => steps.TryWrite(new HostedStep(HostedSteps.Heartbeat, TimeSpan.FromMicroseconds(fromDue)));
    }
}
