using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Harness.Clients.Protocol;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;

namespace Harness.Cli;

/// <summary>
/// <c>--clients</c> and <c>--time-scale</c>, which stand in place of a profile's own: another number of clients and another pace. What comes of them is
/// validated again, because what was sound at full size may not be at a tenth.
/// </summary>
internal sealed class Adjusting
{
    private readonly Option<int?> _clients = Numbers.Optional("--clients", 1, 1_000_000, "Number of clients, instead of the scenario's own.");

    private readonly Option<double> _timeScale = new("--time-scale")
    {
        Description = "Multiplies every duration and divides every rate: 0.1 runs ten times as fast.",
        HelpName = "x",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseFactor,
    };

    public IEnumerable<Option> Options => [_clients, _timeScale];

    /// <summary>The factor that is given, or that of the profile, or 1.</summary>
    public double Factor(ParseResult parsed, LoadResult loaded) =>
        parsed.GetResult(_timeScale) is { Implicit: false } ? parsed.GetValue(_timeScale) : loaded.Settings.TimeScale ?? 1;

    /// <summary>The scenarios as they are to be run.</summary>
    /// <exception cref="UsageException">Some cannot be; the message has all that is wrong.</exception>
    /// <param name="parsed">The command line.</param>
    /// <param name="loaded">What was loaded, with the settings of its profile.</param>
    /// <param name="chosen">Which of them are run.</param>
    /// <param name="protocol">What the target speaks, for those that do not say; null: the reference back end's messages.</param>
    public IReadOnlyList<(LoadedScenario Loaded, Scenario Adjusted)> Apply(
        ParseResult parsed, LoadResult loaded, IEnumerable<LoadedScenario> chosen, ProtocolSettings? protocol = null)
    {
        int? clients = parsed.GetValue(_clients) ?? loaded.Settings.Clients;
        double factor = Factor(parsed, loaded);
        var adjusted = new List<(LoadedScenario, Scenario)>();
        var errors = new List<string>();
        string[] changes = [.. Changes(parsed, loaded)];
        foreach (LoadedScenario each in chosen)
        {
            Scenario scenario = each.Scenario with { Protocol = each.Scenario.Protocol ?? protocol };
            scenario = clients is { } count ? scenario.WithClients(count) : scenario;
            scenario = factor == 1 ? scenario : scenario.Scale(factor);
            string[] applied = [.. protocol is not null && each.Scenario.Protocol is null ? ["--protocol"] : Array.Empty<string>(), .. changes];
            string with = applied.Length == 0 ? "" : $", with {Nearest.Join(applied, "and")} applied";
            errors.AddRange(ScenarioValidator.Validate(scenario).Errors.Select(error => $"{each.Path}{with}: {error}"));
            adjusted.Add((each, scenario));
        }

        return errors.Count == 0 ? adjusted : throw new UsageException(string.Join(Environment.NewLine, Loading.Most(errors, "errors")));
    }

    /// <summary>Where a scenario came from, with what <see cref="Apply"/> makes of it beside its pace.</summary>
    public ScenarioOrigin Origin(ParseResult parsed, LoadResult loaded, LoadedScenario from, string? protocol) =>
        new(Shown(from.Path), parsed.GetValue(_clients) ?? loaded.Settings.Clients, from.Scenario.Protocol is null ? protocol : null);

    /// <summary>What lies below the current folder is told from there: a result that is passed on says nothing of the machine's other folders.</summary>
    private static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>What makes the scenarios others than their files have them, by the names that it was given under.</summary>
    private IEnumerable<string> Changes(ParseResult parsed, LoadResult loaded)
    {
        if ((parsed.GetValue(_clients) ?? loaded.Settings.Clients) is not null)
        {
            yield return parsed.GetValue(_clients) is null ? "clients of the profile" : "--clients";
        }

        if (Factor(parsed, loaded) != 1)
        {
            yield return parsed.GetResult(_timeScale) is { Implicit: false } ? "--time-scale" : "time_scale of the profile";
        }
    }

    internal static double ParseFactor(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor is > 0 and <= 100)
        {
            return factor;
        }

        argument.AddError($"--time-scale must be a number over 0 and up to 100, such as 0.1, but is '{text}'.");
        return 1;
    }
}
