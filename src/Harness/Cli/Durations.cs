using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>Options that hold a duration, written as in scenarios: 250ms, 12s, 2m.</summary>
internal static class Durations
{
    public static Option<TimeSpan> Option(string name, TimeSpan byDefault, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        DefaultValueFactory = _ => byDefault,
        CustomParser = Parse,
    };

    private static TimeSpan Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (Units.TryDuration(text, out TimeSpan value))
        {
            return value;
        }

        argument.AddError($"'{text}' is not a duration such as 250ms, 12s or 2m.");
        return default;
    }
}
