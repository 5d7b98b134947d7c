using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Harness.Cli;

/// <summary>A command whose help ends with a lesson: what its parts mean, and examples to try. Lists of commands show the summary alone.</summary>
internal sealed class TaughtCommand(string name, string summary, string lesson) : Command(name, summary)
{
    /// <summary>Stands below the options; ends with examples.</summary>
    public string Lesson { get; } = lesson;
}

/// <summary>The usual help, and the lesson of the command below it.</summary>
internal sealed class TeachingHelp(HelpAction usual, string rootLesson) : SynchronousCommandLineAction
{
    /// <summary>Makes the help of <paramref name="root"/> and of every command below it teach.</summary>
    public static void AddTo(RootCommand root, string rootLesson)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new TeachingHelp((HelpAction)help.Action!, rootLesson);
    }

    /// <summary>Who asks for help has not failed to name what a command needs.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        string? lesson = parseResult.CommandResult.Command switch
        {
            TaughtCommand taught => taught.Lesson,
            RootCommand => rootLesson,
            _ => null,
        };
        if (lesson is not null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(lesson);
        }

        return code;
    }
}
