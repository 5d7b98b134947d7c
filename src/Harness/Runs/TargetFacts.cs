using System.Collections.Immutable;
using Harness.Clients;
using Harness.Data;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>What somebody's target gives the facts for: found out before anything starts, told at once, and refused or left out where a scenario asserts more.</summary>
internal static class TargetFacts
{
    /// <summary>What each scenario asserts that this target gives the facts for, with what the report has to say about the rest.</summary>
    /// <exception cref="UsageException">A scenario asserts or orders what the target cannot give, or its protocol does not fit.</exception>
    /// <exception cref="EnvironmentException">The target cannot be reached, or does not do what the protocol says.</exception>
    public static async Task<ImmutableArray<(RunnableScenario, ImmutableArray<string>)>> MeasurableAsync(
        IReadOnlyList<RunnableScenario> scenarios, RunOptions options, CancellationToken cancellation)
    {
        if (options.Target is not { } socket)
        {
            return [.. scenarios.Select(scenario => (scenario, ImmutableArray<string>.Empty))];
        }

        foreach ((ClientSettings clients, DataSettings texts, int cohorts) in scenarios
            .SelectMany(runnable => runnable.Scenario.Populations.Select(population => (population.Clients, runnable.Scenario.Data, runnable.Scenario.Cohorts)))
            .DistinctBy(asked => (asked.Clients.Handshake, asked.Clients.Tls, asked.Data)))
        {
            await TargetProbe.CheckAsync(socket, clients, new DataSource(texts, options.Seed, cohorts, options.Time), cancellation).ConfigureAwait(false);
        }

        foreach ((Scenario scenario, Population population) in scenarios
            .Where(runnable => runnable.Scenario.Protocol is not null)
            .SelectMany(runnable => runnable.Scenario.Populations.Select(population => (runnable.Scenario, population)))
            .DistinctBy(each => ProtocolProbe.Conversation(each.Scenario, each.population)))
        {
            await new ProtocolProbe(socket, options.Poll, scenario, population, options.Seed, options.Time, _ => { }).CheckAsync(cancellation).ConfigureAwait(false);
        }

        using var target = new TargetAccess(socket, options.Poll, scenarios.SelectMany(runnable => runnable.Scenario.Populations).Select(population => population.Clients.Tls).FirstOrDefault(given => given is not null) ?? TlsSettings.Default);
        bool hasControl = await target.HasControlAsync(cancellation).ConfigureAwait(false);
        if (!hasControl)
        {
            FaultNeeds.CheckWithoutControl(socket, scenarios);
        }

        bool hasPresence = await target.HasPresenceAsync(cancellation).ConfigureAwait(false);
        ImmutableArray<(RunnableScenario Run, MetricNeeds Missing)> looked = [.. scenarios.Select(runnable => (runnable, Missing(runnable.Scenario, hasControl, hasPresence)))];
        if (NotMeasured(looked) is { Length: > 0 } unmeasured)
        {
            options.Announce(unmeasured);
        }

        if (!options.AllowUnmeasured)
        {
            RefuseUnmeasured(socket, looked);
        }

        return [.. looked.Select(each => Without(each.Run, each.Missing, hasControl))];
    }

    /// <summary>The facts that a target does not give to this scenario.</summary>
    public static MetricNeeds Missing(Scenario scenario, bool hasControl, bool hasPresence)
    {
        MetricNeeds missing = hasPresence ? MetricNeeds.None : MetricNeeds.Presence | MetricNeeds.Listing;
        missing |= hasControl ? MetricNeeds.None : MetricNeeds.Publications;
        missing |= scenario.Protocol switch
        {
            null => hasControl ? MetricNeeds.None : MetricNeeds.Updates | MetricNeeds.Pushes,
            var protocol => (protocol.HoldsVersions ? MetricNeeds.None : MetricNeeds.Updates) | (protocol.PushesTellVersions ? MetricNeeds.None : MetricNeeds.Pushes),
        };
        bool isRepliedTo = scenario.Populations.Any(population => population.Clients.Policy.Heartbeat is { Sender: HeartbeatSender.Client, Form: HeartbeatForm.Text });
        return scenario.Protocol is { HeartbeatReply.IsEmpty: true } && isRepliedTo ? missing | MetricNeeds.Replies : missing;
    }

    private static string NotMeasured(ImmutableArray<(RunnableScenario Run, MetricNeeds Missing)> looked) => looked.IsEmpty ? "" : Line(looked.Aggregate(MetricNeeds.None, (all, each) => all | each.Missing));

    private static string Line(MetricNeeds missing)
    {
        string[] names = [.. Names(missing)];
        return names.Length == 0 ? "" : $"Not measured on this target: {string.Join(", ", names)}.";
    }

    private static IEnumerable<string> Names(MetricNeeds missing) => MetricNames.All.Where(metric => (metric.Needs & missing) != 0).Select(metric => metric.Name);

    private static void RefuseUnmeasured(Uri socket, ImmutableArray<(RunnableScenario Run, MetricNeeds Missing)> looked)
    {
        (string Line, MetricNeeds Lacks)[] asserted =
        [
            .. looked.SelectMany(each => each.Run.Scenario.Assertions
                .Where(assertion => (assertion.Metric.Needs & each.Missing) != 0)
                .Select(assertion => ($"{each.Run.Scenario.Name}: {assertion.Expression}", assertion.Metric.Needs & each.Missing))),
        ];
        if (asserted.Length == 0)
        {
            return;
        }

        MetricNeeds lacks = asserted.Aggregate(MetricNeeds.None, (all, each) => all | each.Lacks);
        bool hasProtocol = looked.Any(each => each.Run.Scenario.Protocol is not null);
        string lines = string.Join(Environment.NewLine + "  ", asserted.Select(each => each.Line));
        throw new UsageException(
            $"The target {socket} does not give the facts for these assertions:{Environment.NewLine}  {lines}{Environment.NewLine}"
            + string.Concat(Remedies(lacks, hasProtocol).Select(remedy => remedy + " "))
            + "Take them out of the scenario, or run with --allow-unmeasured to leave them out.");
    }

    private static IEnumerable<string> Remedies(MetricNeeds lacks, bool hasProtocol)
    {
        if (lacks.HasFlag(MetricNeeds.Replies))
        {
            yield return "heartbeat.rtt needs protocol.heartbeat.reply: which messages answer a heartbeat.";
        }

        if (hasProtocol && lacks.HasFlag(MetricNeeds.Updates))
        {
            yield return "updates.* need versions: protocol.poll.version, or protocol.push.version with carries_data: true.";
        }

        if (hasProtocol && lacks.HasFlag(MetricNeeds.Pushes))
        {
            yield return "What is said of pushes needs protocol.push.version.";
        }

        if (hasProtocol ? lacks.HasFlag(MetricNeeds.Publications) : (lacks & (MetricNeeds.Updates | MetricNeeds.Publications)) != 0)
        {
            yield return hasProtocol
                ? "staleness and updates.delay need a target that tells when it publishes (its control API)."
                : "updates.* and staleness need a target whose publications are known (its control API), or a protocol block that says where versions stand.";
        }

        if ((lacks & (MetricNeeds.Presence | MetricNeeds.Listing)) != 0)
        {
            yield return "presence.* need one that serves GET /presence.";
        }
    }

    private static (RunnableScenario, ImmutableArray<string>) Without(RunnableScenario runnable, MetricNeeds missing, bool hasControl)
    {
        Scenario scenario = runnable.Scenario;
        ImmutableArray<Assertion> kept = scenario.Assertions.RemoveAll(assertion => (assertion.Metric.Needs & missing) != 0);
        ImmutableArray<string> notes =
        [
            .. scenario.Assertions.Except(kept).Select(assertion => $"Not measured on this target: {assertion.Expression}."),
            .. Line(missing) is { Length: > 0 } line ? [line] : Array.Empty<string>(),
            .. hasControl || scenario.Topics.PerClient == 0 ? Array.Empty<string>() : [Basis(scenario)],
        ];
        return (runnable with { Scenario = scenario with { Assertions = kept }, NotMeasured = [.. Names(missing)] }, notes);
    }

    /// <summary>What counts and recoveries stand on where the target does not tell what it publishes.</summary>
    private static string Basis(Scenario scenario) =>
        scenario.Protocol is not { HoldsVersions: true } ? "This target does not tell what it publishes: an open socket alone counts as recovered."
        : !scenario.Clients.Policy.FetchOnOpen ? "This target does not tell what it publishes: updates are counted over the versions that some client saw, and as these clients fetch nothing on open, an open socket alone counts as recovered."
        : "This target does not tell what it publishes: updates and recoveries are judged by the versions that some client saw.";
}
