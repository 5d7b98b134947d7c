namespace Harness.Scenarios;

/// <summary>As <see cref="TimeSpans"/>, for fractions: <c>1.5.Seconds</c>.</summary>
public static class FractionalTimeSpans
{
    extension(double number)
    {
        public TimeSpan Milliseconds => TimeSpan.FromMilliseconds(number);

        public TimeSpan Seconds => TimeSpan.FromSeconds(number);

        public TimeSpan Minutes => TimeSpan.FromMinutes(number);
    }
}
