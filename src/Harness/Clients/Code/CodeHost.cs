using System.Text;
using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Code;

/// <summary>What the session code of one worker's clients shares: where facts go, who fetches, how late it may be.</summary>
internal sealed class CodeHost(ClientCode code, ulong seed, TimeSpan fetchTimeout, JournalWriter journal, TopicFetcher fetcher, TimeProvider time)
{
    /// <summary>How long code may take to end after its client has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly JournalTexts _texts = new(journal);

    public ClientCode Code => code;

    public TimeProvider Time => time;

    public TimeSpan FetchTimeout => fetchTimeout;

    public TopicFetcher Fetcher => fetcher;

    public JournalWriter Journal => journal;

    /// <summary>A generator of one client's own: a stream beside that of its jitter.</summary>
    public Random RandomOf(int client) => new((int)new SplitMix64(ClientSeed.Of(seed, client) ^ 0xC0DE).Next());

    public void Began(int client) => journal.Add(Facts.SessionBegan(MonotonicClock.Now, client));

    public void Ended(int client, SessionEnd how) => journal.Add(Facts.SessionEnded(MonotonicClock.Now, client, how));

    /// <summary>Something that the scenario's own code did wrong: nothing of it is swallowed.</summary>
    public void Failed(int client, string what)
    {
        long now = MonotonicClock.Now;
        journal.Add(Facts.SessionFailed(now, client, _texts.Number(code.Secrets.Apply(what), now)));
    }

    public void Measured(int client, string name, double value, SampleUnit unit, long began)
    {
        long now = MonotonicClock.Now;
        journal.Add(Facts.Measured(now, client, _texts.Number(name, now), unit, value, began));
    }

    /// <summary>What an exception is told as: its message, its type where that says more, and the line of code it came from.</summary>
    public static string Describe(Exception failure)
    {
        var text = new StringBuilder(failure is SessionTimeoutException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}");
        foreach (System.Diagnostics.StackFrame frame in new System.Diagnostics.StackTrace(failure, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetFileName() is { } file && frame.GetMethod()?.DeclaringType?.Assembly != typeof(CodeHost).Assembly)
            {
                text.Append($" ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})");
                break;
            }
        }

        return text.ToString();
    }
}
