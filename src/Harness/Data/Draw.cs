using System.Collections.Immutable;
using Bogus;

namespace Harness.Data;

/// <summary>What one value is drawn from: whose it is, which message it is for, and a stream of draws of its own.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Message">The message's number, from 0; of no meaning to a placeholder that repeats with each client.</param>
/// <param name="Arguments">What stands in its brackets.</param>
/// <param name="Seed">Of its own stream.</param>
public readonly record struct Draw(ClientData Client, long Message, ImmutableArray<string> Arguments, ulong Seed)
{
    /// <summary>Bogus at the beginning of this value's own stream. Good until another stream is begun on this thread.</summary>
    public Faker Faker => FakerPool.Get(Client.Source.Locale, Seed);

    /// <summary>As <see cref="Faker"/>, for what a locale has no values of.</summary>
    public Faker English => FakerPool.Get(DataSettings.UsualLocale, Seed);

    /// <summary>Bogus at the beginning of the stream of a field that several placeholders are made from, such as a first name.</summary>
    public Faker Of(string field) => FakerPool.Get(Client.Source.Locale, Client.SeedOf(StreamOf(field)));

    /// <summary>A stream's number, by FNV-1a (64 bits): the same in every process, as <see cref="string.GetHashCode()"/> is not.</summary>
    internal static ulong StreamOf(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return hash;
    }
}
