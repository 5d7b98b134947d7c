namespace Harness.Clients;

/// <content>
/// Requests and bytes: what is counted is added up where it is written and read, without a lock or an allocation.
/// </content>
public sealed partial class ClientMetrics
{
    /// <summary>Whether requests and bytes are counted: from the beginning of the load until the clients are closed. What warms up before, and how all say goodbye, is not the clients' traffic.</summary>
    public bool CountsTraffic { get; set; }

    /// <summary>A poll, a fetch or a page was asked for.</summary>
    internal void Requested(int cohort)
    {
        if (CountsTraffic)
        {
            Interlocked.Increment(ref _cohorts[cohort].Traffic.Requests);
        }
    }

    /// <summary>A request came to its end.</summary>
    /// <param name="well">Whether it brought what was asked for.</param>
    internal void Answered(int cohort, bool well)
    {
        if (!well && CountsTraffic)
        {
            Interlocked.Increment(ref _cohorts[cohort].Traffic.Failures);
        }
    }

    internal void HttpReceived(int cohort, int bytes) => Count(ref _cohorts[cohort].Traffic.HttpReceived, bytes);

    internal void HttpSent(int cohort, int bytes) => Count(ref _cohorts[cohort].Traffic.HttpSent, bytes);

    internal void SocketReceived(int cohort, int bytes) => Count(ref _cohorts[cohort].Traffic.SocketReceived, bytes);

    internal void SocketSent(int cohort, int bytes) => Count(ref _cohorts[cohort].Traffic.SocketSent, bytes);

    private void Count(ref long counter, int bytes)
    {
        if (CountsTraffic)
        {
            Interlocked.Add(ref counter, bytes);
        }
    }
}
