using Harness.Clients.Sockets;

namespace Harness.Clients;

/// <content>The bytes of polls and fetches are counted on their connections, for the cohort whose path the connection leads to.</content>
public sealed partial class TopicFetcher
{
    private Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> Counted(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) =>
        async (context, cancellation) => new CountedStream(await connect(context, cancellation).ConfigureAwait(false), _metrics, CohortOf(context.InitialRequestMessage.RequestUri!));

    /// <summary>Each cohort has a path of its own. Where several share one, its bytes are those of the first.</summary>
    private int CohortOf(Uri asked)
    {
        for (int cohort = 0; cohort < _options.HttpEndpoints.Count; cohort++)
        {
            if (_options.HttpEndpoints[cohort].Authority == asked.Authority)
            {
                return cohort;
            }
        }

        throw new InvalidOperationException($"{asked.Authority} is no cohort's HTTP path");
    }
}
