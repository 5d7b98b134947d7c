using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// What one toxic does to one direction of a connection. It holds settings only and never changes, so all links share it;
/// what belongs to a link (held chunks, the time it waits for, state) is in the <see cref="ToxicStub"/>.
/// <code>
///                Toxic
///                  v
/// Input  ───►  ToxicStub  ───►  next stub, or the other socket
/// </code>
/// Its public properties are the toxic's <c>attributes</c> in the HTTP API; the defaults of a new instance are the API's defaults.
/// </summary>
internal abstract record Toxic
{
    /// <summary>
    /// Moves the stub on as far as it will go now: takes chunks from its input, writes or drops them, closes it once the input
    /// has ended, or asks to be woken. Called when the toxic starts on a link, for every chunk, at the end of the input and
    /// when <see cref="ToxicStub.Due"/> has come, with the connection locked: it must not block.
    /// </summary>
    internal abstract void Pipe(ToxicStub stub);

    /// <summary>What is wrong with its attributes, to be read after <c>attributes: </c>; null if nothing is.</summary>
    internal virtual string? Check() => null;
}

/// <summary>Lets everything pass: what a link runs where a toxic's toxicity spares it.</summary>
internal sealed record Noop : Toxic, IStockToxic
{
    internal static readonly Noop Instance = new();

    internal override void Pipe(ToxicStub stub)
    {
        while (stub.Take() is { } chunk)
        {
            stub.Write(chunk);
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }
}
