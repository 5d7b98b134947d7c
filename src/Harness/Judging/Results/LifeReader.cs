using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Measures;
using Harness.Judging.Reading;

namespace Harness.Judging.Results;

/// <summary>Whole lives of single clients: those that stand out most, or those that somebody asks for.</summary>
public static class LifeReader
{
    /// <summary>Clients that a report shows unasked.</summary>
    public const int Most = 8;

    /// <summary>States of one life at most: a client that flaps for hours keeps the last of them.</summary>
    private const int MostStates = 200;

    /// <summary>The clients that stand out most, worst first.</summary>
    public static ImmutableArray<ClientLife> Worst(JudgeContext context) =>
        [.. Remarkable.Of(context, Most).Select(found => Of(context, context.Clients[found.Sample.Client], found.Sample, found.Why))];

    /// <summary>One client, by its number; null where there is none of that number.</summary>
    public static ClientLife? Of(JudgeContext context, int client)
    {
        if (client < 0 || client >= context.Clients.Length)
        {
            return null;
        }

        ClientRecord record = context.Clients[client];
        Remarkable? found = Remarkable.Of(context, int.MaxValue).FirstOrDefault(each => each.Sample.Client == client);
        return Of(
            context, record, found?.Sample ?? new Sample(client, 0, context.Time.Load) { Since = context.Time.Load },
            found?.Why ?? (record.HasStarted ? "nothing remarkable happened to it" : "was never started"));
    }

    private static ClientLife Of(JudgeContext context, ClientRecord record, Sample sample, string why)
    {
        (long from, long to) = WorstClients.WindowOf(context, record, sample);
        return new ClientLife
        {
            Client = record.Client,
            Cohort = record.Cohort,
            Population = context.Scenario.Populations.Length > 1 ? context.Scenario.Populations[record.Population].Name : "",
            Why = why,
            States = StatesOf(context, record),
            Events = ClientStory.Tell(context, record, from, to, sample.At),
        };
    }

    private static ImmutableArray<StateSpan> StatesOf(JudgeContext context, ClientRecord record)
    {
        List<StateSpan> spans = [];
        var state = ClientState.Idle;
        long since = context.Time.Load;
        foreach (Fact fact in record.All)
        {
            if (fact.Kind == FactKind.StateChanged && fact.At < context.Time.End)
            {
                Close(fact.At);
                (state, since) = ((ClientState)fact.A, fact.At);
            }
        }

        Close(context.Time.End);
        return [.. spans.TakeLast(MostStates)];

        void Close(long at)
        {
            if (state != ClientState.Idle && at > since)
            {
                spans.Add(new StateSpan(state.ToString().ToLowerInvariant(), context.Time.Seconds(since), context.Time.Seconds(at)));
            }
        }
    }
}
