using Bogus;
using Harness.Seeding;

namespace Harness.Data;

/// <summary>
/// Bogus' generators, one per thread and locale, begun anew for every value. Nothing is drawn from Bogus' own seed, which all threads would share:
/// what a value is follows from its seed alone, whatever was drawn before and wherever.
/// </summary>
internal static class FakerPool
{
    [ThreadStatic]
    private static Dictionary<string, (Faker Faker, SeededRandom Random)>? _fakers;

    /// <summary>The thread's generator at the beginning of a stream; it is good until the next call on this thread.</summary>
    public static Faker Get(string locale, ulong seed)
    {
        _fakers ??= new Dictionary<string, (Faker, SeededRandom)>(StringComparer.Ordinal);
        if (!_fakers.TryGetValue(locale, out (Faker Faker, SeededRandom Random) pooled))
        {
            var random = new SeededRandom();
            pooled = (new Faker(locale) { Random = new SeededRandomizer(random) }, random);
            _fakers[locale] = pooled;
        }

        pooled.Random.Begin(seed);
        return pooled.Faker;
    }

    private sealed class SeededRandomizer : Randomizer
    {
        public SeededRandomizer(Random random) => localSeed = random;
    }

    /// <summary>SplitMix64 as a <see cref="Random"/>: 8 bytes of state that can be set, and no algorithm that a runtime may change.</summary>
    private sealed class SeededRandom : Random
    {
        private SplitMix64 _state;

        public void Begin(ulong seed) => _state = new SplitMix64(seed);

        public override int Next() => (int)(_state.Next() >> 33) is var next && next == int.MaxValue ? 0 : next;

        public override int Next(int maxValue) => Next(0, maxValue);

        public override int Next(int minValue, int maxValue) => maxValue <= minValue ? minValue : minValue + (int)(_state.NextDouble() * ((long)maxValue - minValue));

        public override long NextInt64() => (long)(_state.Next() >> 1);

        public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

        public override long NextInt64(long minValue, long maxValue) => maxValue <= minValue ? minValue : minValue + (long)(_state.Next() % ((ulong)maxValue - (ulong)minValue));

        public override double NextDouble() => _state.NextDouble();

        public override float NextSingle() => (float)(_state.Next() >> 40) / (1 << 24);

        public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

        public override void NextBytes(Span<byte> buffer)
        {
            foreach (ref byte octet in buffer)
            {
                octet = (byte)_state.Next();
            }
        }

        protected override double Sample() => _state.NextDouble();
    }
}
