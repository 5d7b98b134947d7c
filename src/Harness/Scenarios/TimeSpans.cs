namespace Harness.Scenarios;

/// <summary>Durations as scenarios read: <c>3.Seconds</c>, <c>250.Milliseconds</c>, <c>1.5.Minutes</c>.</summary>
public static class TimeSpans
{
    extension(int number)
    {
        public TimeSpan Milliseconds => TimeSpan.FromMilliseconds(number);

        public TimeSpan Seconds => TimeSpan.FromSeconds(number);

        public TimeSpan Minutes => TimeSpan.FromMinutes(number);
    }
}
