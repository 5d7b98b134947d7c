using System.Buffers;

namespace Harness.Toxiproxy.Links;

/// <summary>Bytes on their way through a link, in a rented array. Whoever holds it passes it on or returns it.</summary>
internal sealed class Chunk
{
    private const int ObjectCost = 96;

    private readonly byte[] _array;
    private int _offset;

    private Chunk(byte[] array, int length, long arrived)
    {
        _array = array;
        Length = length;
        Arrived = arrived;
        Cost = length + ObjectCost;
    }

    internal int Length { get; private set; }

    /// <summary>When it reached the toxic that has it now, in Stopwatch ticks.</summary>
    internal long Arrived { get; set; }

    /// <summary>What it counts against the link's bound, in bytes; unlike <see cref="Length"/> it never changes.</summary>
    internal int Cost { get; }

    /// <summary>The next one in the queue that holds it.</summary>
    internal Chunk? Next { get; set; }

    internal ReadOnlySpan<byte> Span => _array.AsSpan(_offset, Length);

    internal Memory<byte> Memory => _array.AsMemory(_offset, Length);

    internal static Chunk Copy(ReadOnlySpan<byte> data, long arrived)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(array);
        return new Chunk(array, data.Length, arrived);
    }

    /// <summary>Leaves out the first <paramref name="count"/> bytes: they are sent.</summary>
    internal void Advance(int count)
    {
        _offset += count;
        Length -= count;
    }

    /// <summary>Keeps only the first <paramref name="length"/> bytes.</summary>
    internal void Truncate(int length) => Length = length;

    internal void Return() => ArrayPool<byte>.Shared.Return(_array);
}
