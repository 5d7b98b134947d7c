namespace Harness.Toxiproxy.Links;

/// <summary>Chunks in order, linked through themselves: an empty queue costs two references.</summary>
internal struct ChunkQueue
{
    private Chunk? _last;

    internal Chunk? Head { get; private set; }

    internal void Add(Chunk chunk)
    {
        if (_last is null)
        {
            Head = chunk;
        }
        else
        {
            _last.Next = chunk;
        }

        _last = chunk;
    }

    internal Chunk? Take()
    {
        Chunk? chunk = Head;
        if (chunk is not null)
        {
            Head = chunk.Next;
            chunk.Next = null;
            if (Head is null)
            {
                _last = null;
            }
        }

        return chunk;
    }
}
