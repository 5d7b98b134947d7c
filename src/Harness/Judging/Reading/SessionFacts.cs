using Harness.Journal;
using Harness.Judging.Measures;

namespace Harness.Judging.Reading;

/// <summary>What session code recorded, by the names it gave.</summary>
public sealed class SessionFacts
{
    private readonly IReadOnlyDictionary<(short Role, int Number), string> _texts;

    private SessionFacts(JudgeContext context)
    {
        _texts = JournalTexts.Read(context.Run.Journal);
        if (_texts.Count == 0)
        {
            return;
        }

        foreach (ClientRecord client in context.Clients)
        {
            foreach (Fact fact in client.Judged)
            {
                if (fact.Kind == FactKind.Measured)
                {
                    (string, SampleUnit) key = (TextOf(fact), (SampleUnit)fact.B);
                    if (!Values.TryGetValue(key, out List<Sample>? samples))
                    {
                        Values[key] = samples = [];
                    }

                    samples.Add(new Sample(client.Client, BitConverter.Int64BitsToDouble(fact.C), fact.At) { Since = fact.D });
                }
            }
        }
    }

    /// <summary>The values by name and unit, each with the labels before its name.</summary>
    public Dictionary<(string Name, SampleUnit Unit), List<Sample>> Values { get; } = [];

    public static SessionFacts Read(JudgeContext context) => new(context);

    /// <summary>The text that a fact names by its number.</summary>
    public string TextOf(in Fact fact) => _texts.GetValueOrDefault((fact.Role, fact.A), "(a text that the journal lacks)");
}
