using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>heartbeats.missed</c>: inside and outside fault windows.</summary>
public sealed class HeartbeatsMissedSource() : FactCountSource(MetricNames.HeartbeatsMissed)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any(client => client.WasOpen);

    protected override bool Counts(ClientRecord client, in Fact fact) => fact.Kind == FactKind.HeartbeatMissed;

    protected override string Why(JudgeContext context, Sample sample) => "had no message between one heartbeat and the next";
}
