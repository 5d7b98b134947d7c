using Harness.Clients.Sockets;

namespace Harness.Clients;

/// <content>The bytes of polls and fetches are counted on their connections, for the cohort whose path the connection leads to.</content>
public sealed partial class TopicFetcher
{
    /// <summary>Each cohort has a path of its own. Bytes of one that several share are those of the first of them.</summary>
    private int CohortOf(Uri asked)
    {
        int cohort = 0;
        while (cohort < _options.HttpEndpoints.Count - 1 && _options.HttpEndpoints[cohort].Authority != asked.Authority)
        {
            cohort++;
        }

        return cohort;
    }
}
