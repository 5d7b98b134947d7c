using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>A duration that is shown, in help too, as scenarios write it: 250ms, 12s, 2m.</summary>
internal readonly record struct Duration(TimeSpan Span)
{
    public override string ToString() => Units.Show(Span);
}

/// <summary>Options that hold a duration over zero.</summary>
internal static class Durations
{
    public static Option<Duration> Option(string name, TimeSpan byDefault, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        DefaultValueFactory = _ => new Duration(byDefault),
        CustomParser = argument => Parse(name, argument),
    };

    /// <summary>An option that is null when it is not given.</summary>
    public static Option<Duration?> Optional(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = argument => Parse(name, argument),
    };

    private static Duration Parse(string name, ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (!Units.TryDuration(text, out TimeSpan value))
        {
            argument.AddError($"{name} {Units.NoDuration(text)}.");
        }
        else if (value <= TimeSpan.Zero)
        {
            argument.AddError($"{name} must be more than 0, but is {Units.Show(value)}.");
        }

        return new Duration(value);
    }
}
