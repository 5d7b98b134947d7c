namespace Harness.Data;

/// <summary><c>${env.NAME}</c>: secrets, which stand in no file, no plan and no report.</summary>
public static class EnvironmentVariables
{
    /// <summary>What stands before a variable's name.</summary>
    public const string Prefix = "env.";

    /// <summary>What is shorter cannot be masked: it would be found in every other word.</summary>
    public const int ShortestValue = 4;

    /// <summary>The placeholder of a variable; null when <paramref name="error"/> says why there is none.</summary>
    internal static Placeholder? Find(string variable, out string? error)
    {
        string? value = variable.Length > 0 ? Environment.GetEnvironmentVariable(variable) : null;
        error = variable.Length == 0 ? "has ${env.} without the name of a variable"
            : value is null ? $"needs the environment variable {variable}, which is not set"
            : value.Length < ShortestValue ? $"needs the environment variable {variable} to have at least {ShortestValue} characters: a shorter value cannot be masked in reports"
            : null;
        return error is null ? new Placeholder(Prefix + variable, Repeats.Client, "the environment variable", _ => value!) : null;
    }
}
