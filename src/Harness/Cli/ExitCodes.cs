using Harness.Judging;

namespace Harness.Cli;

/// <summary>What the program's exit code says, for CI. Over several scenarios: 130, 3, 1, 4, 0, the first that applies.</summary>
public static class ExitCodes
{
    /// <summary>Everything that was asserted holds.</summary>
    public const int Passed = 0;

    /// <summary>An assertion or an invariant did not hold.</summary>
    public const int Failed = 1;

    /// <summary>The input cannot be run; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>A port, a limit, an unreachable target, a role that died.</summary>
    public const int Environment = 3;

    /// <summary>The generator was in the way: nothing can be said.</summary>
    public const int Invalid = 4;

    /// <summary>Ended by SIGINT, SIGTERM, SIGHUP or SIGQUIT; the report says incomplete.</summary>
    public const int Interrupted = 130;

    /// <summary>The code of a run that came to its end.</summary>
    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Passed => Passed,
        Verdict.Failed => Failed,
        Verdict.Invalid => Invalid,
        _ => Environment,
    };
}
