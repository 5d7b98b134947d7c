using Harness.Clients;

namespace Harness.Scenarios.Files.Validation;

/// <summary>TCP's own probes: times that the system can count, and as many as it takes.</summary>
internal static class TcpKeepAliveRule
{
    /// <summary>The most that Linux takes, for the times in seconds and for the number of probes.</summary>
    private const int MostProbes = 127;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(32767);

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.TcpKeepAlive is not { } probes)
        {
            return;
        }

        CheckTime("clients.tcp_keepalive.time", probes.Time, findings);
        CheckTime("clients.tcp_keepalive.interval", probes.Interval, findings);
        findings.Within("clients.tcp_keepalive.probes", probes.Probes, 1, MostProbes);
    }

    private static void CheckTime(string path, TimeSpan time, Findings findings)
    {
        findings.MoreThanZero(path, time);
        if (time > _longest)
        {
            findings.Error(path, $"must be at most {Config.Units.Show(_longest)}, but is {Config.Units.Show(time)}");
        }
    }
}
