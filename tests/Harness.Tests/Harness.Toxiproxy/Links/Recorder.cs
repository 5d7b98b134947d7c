using System.Text;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;

namespace Harness.Tests.Toxiproxy.Links;

/// <summary>Stands behind the toxic under test and writes down the chunks that it gets; nothing passes it.</summary>
internal sealed record Recorder : Toxic
{
    internal List<string> Chunks { get; } = [];

    internal override void Pipe(ToxicStub stub)
    {
        while (stub.Take() is { } chunk)
        {
            Chunks.Add(Encoding.Latin1.GetString(chunk.Span));
            stub.Drop(chunk);
        }
    }
}
