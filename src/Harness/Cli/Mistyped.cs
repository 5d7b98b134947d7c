using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>Turns what the parser could not read into messages that say what was probably meant, and where help is.</summary>
internal static class Mistyped
{
    /// <summary>One line per mistake, and a pointer to the help of the command that was meant.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="program">How the program is called.</param>
    public static IEnumerable<string> Explain(ParseResult parsed, string program)
    {
        Command command = parsed.CommandResult.Command;
        // The word after an unknown option is as unknown to the parser: it is that option's value, not a second mistake.
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string unknown = parsed.UnmatchedTokens[0];
            yield return $"{Kind(unknown)} '{unknown}' is not known{Hint(unknown, command)}";
        }

        foreach (ParseError error in parsed.Errors.Where(error => !parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))))
        {
            yield return error.Message;
        }

        yield return $"See {program} {(command is RootCommand ? "" : command.Name + " ")}--help.";
    }

    /// <summary>Refuses options among files: <c>run</c> takes any number of words, so the parser lets a mistyped option through as one of them.</summary>
    public static void RefuseOptions(ArgumentResult files)
    {
        foreach (string word in files.Tokens.Select(token => token.Value).Where(word => word.Length == 0 || (word[0] == '-' && !File.Exists(word))).Take(1))
        {
            files.AddError(word.Length == 0 ? "A file or folder must have a name, but is ''." : $"The option '{word}' is not known{Hint(word, ((CommandResult)files.Parent!).Command)}");
        }
    }

    private static string Kind(string word) => word.StartsWith('-') ? "The option" : "The command";

    private static string Hint(string word, Command command)
    {
        if (!word.StartsWith('-') && (File.Exists(word) || Directory.Exists(word) || Path.GetExtension(word) is ".yaml" or ".yml"))
        {
            return $"; to run a scenario: harness run {word}";
        }

        IEnumerable<string> known = word.StartsWith('-')
            ? command.Options.Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Select(sub => sub.Name);
        return Nearest.Find(word.Split('=')[0], known) is { } near ? $"; did you mean '{near}'?" : ".";
    }
}
