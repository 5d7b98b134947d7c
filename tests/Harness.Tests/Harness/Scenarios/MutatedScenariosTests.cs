using System.Text;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary>Whatever a file holds, loading ends with a scenario or with errors, and never with an exception.</summary>
public sealed class MutatedScenariosTests
{
    private const string Letters = " \n\t:-[]{},&*!|>'\"%@`#?~.0s~aZ\0é\ud83d";

    private static readonly string[] _originals =
        [BrokenScenarios.Sound, .. Directory.GetFiles(ShippedScenarios.Folder, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_files_give_a_scenario_or_errors(int seed)
    {
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            string text = Mutate(_originals[random.Next(_originals.Length)], random);
            LoadResult result = ScenarioFile.Parse(text, "f.yaml");

            Assert.True(result.Errors.IsEmpty == (result.Scenarios.Length == 1), $"neither a scenario nor an error:\n{text}");
            Assert.All(result.Errors, error => Assert.Matches(@"\Af\.yaml:\d+: \S[^\n]*\z", error));
            refused += result.Errors.IsEmpty ? 0 : 1;
        }

        Assert.InRange(refused, 2500, 4999);
    }

    [Fact]
    public void Files_cut_off_anywhere_give_a_scenario_or_errors()
    {
        foreach (string text in _originals)
        {
            for (int length = 0; length < text.Length; length++)
            {
                LoadResult result = ScenarioFile.Parse(text[..length], "f.yaml");
                Assert.True(result.Errors.IsEmpty == (result.Scenarios.Length == 1), $"neither a scenario nor an error:\n{text[..length]}");
            }
        }
    }

    private static string Mutate(string original, Random random)
    {
        var text = new StringBuilder(original);
        for (int edits = random.Next(1, 6); edits > 0 && text.Length > 0; edits--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Length = at;
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
                case 3:
                    text[at] = Letters[random.Next(Letters.Length)];
                    break;
                default:
                    string copied = text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at));
                    text.Insert(random.Next(text.Length), copied);
                    break;
            }
        }

        return text.ToString();
    }
}
