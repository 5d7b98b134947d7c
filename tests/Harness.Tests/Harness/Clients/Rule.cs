using System.Runtime.CompilerServices;

namespace Harness.Tests.Clients;

/// <summary>An assertion for millions of steps: what is to be said of it is only put together where it does not hold.</summary>
internal static class Rule
{
    public static void Holds(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Saying otherwise)
    {
        if (!holds)
        {
            Assert.Fail(otherwise.ToString());
        }
    }

    public static void Holds(bool holds, string otherwise)
    {
        if (!holds)
        {
            Assert.Fail(otherwise);
        }
    }

    /// <summary>Two values are equal; comparing them takes no comparer.</summary>
    public static void Equal<T>(T expected, T actual)
        where T : struct, IEquatable<T>
    {
        if (!expected.Equals(actual))
        {
            Assert.Equal(expected, actual);
        }
    }

    [InterpolatedStringHandler]
    public ref struct Saying
    {
        private DefaultInterpolatedStringHandler _text;

        public Saying(int literalLength, int formattedCount, bool holds, out bool isSaid)
        {
            isSaid = !holds;
            _text = isSaid ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToStringAndClear();
    }
}
