using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>Options that hold a share, 30% or 0.3; 0 when not given.</summary>
internal static class Shares
{
    public static Option<double> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "share",
        CustomParser = argument => Parse(name, argument),
    };

    private static double Parse(string name, ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (!Units.TryShare(text, out double share) || share is < 0 or > 1)
        {
            argument.AddError($"{name} must be a share from 0% to 100%, but is {Units.Quote(text)}.");
        }

        return share;
    }
}
