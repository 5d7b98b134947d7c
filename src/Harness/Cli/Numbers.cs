using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Harness.Cli;

/// <summary>Options that hold a whole number within a range; a message names option, range and value.</summary>
internal static class Numbers
{
    /// <summary>An option with a default.</summary>
    public static Option<T> Option<T>(string name, T byDefault, T least, T most, string description)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "n",
            DefaultValueFactory = _ => byDefault,
            CustomParser = argument => Parse(name, argument, least, most),
        };

    /// <summary>An option that is null when it is not given.</summary>
    public static Option<T?> Optional<T>(string name, T least, T most, string description)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "n",
            CustomParser = argument => Parse(name, argument, least, most),
        };

    /// <summary>A TCP port; 0 takes a free one.</summary>
    public static Option<int> Port(int byDefault, string description) => Option("--port", byDefault, 0, 65535, description);

    private static T Parse<T>(string name, ArgumentResult argument, T least, T most)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
        {
            return value;
        }

        // A limit that is only the type's own would be noise in the message.
        string range = most == T.MaxValue ? $"of at least {least}" : string.Create(CultureInfo.InvariantCulture, $"from {least:N0} to {most:N0}");
        argument.AddError($"{name} must be a whole number {range}, but is '{text}'.");
        return default;
    }
}
