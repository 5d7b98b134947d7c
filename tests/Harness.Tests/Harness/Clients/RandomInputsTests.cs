using Harness.Clients;
using Harness.Journal;
using Harness.Seeding;

namespace Harness.Tests.Clients;

/// <summary>
/// Whatever happens in whatever order, to every preset and every flaw: the invariants of behaviours.md hold. What is checked is in
/// <see cref="EffectRules"/>; a failure names preset, flaw, seed and step, and repeats.
/// </summary>
public sealed class RandomInputsTests
{
    private const int Steps = 10_000;

    private static readonly int[] _codes = [1000, 1001, 1011, 4000, 4100, 4200];

    public static TheoryData<string, string> Clients =>
        new(from name in PresetRegistry.All.Where(preset => preset.AsWritten == AsWritten.No).Select(preset => preset.Name).Append("quiet").Append("asks")
            from flaw in ClientFlaws.All.Select(flaw => flaw.Name).Prepend("none")
            where flaw == "none" || PresetRegistry.Find(name)?.Policy.Transport != ClientTransport.Poll
            select (name, flaw));

    [Theory]
    [MemberData(nameof(Clients))]
    public void No_order_of_inputs_breaks_an_invariant(string name, string flaw)
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            foreach (int topics in (int[])[0, 1, 3])
            {
                Play(Policy(name, flaw, jitter: seed % 2 == 0 ? 0.5 : 0), topics, seed, $"{name}, {flaw}, {topics} topics, seed {seed}");
            }
        }
    }

    private static ClientPolicy Policy(string name, string flaw, double jitter)
    {
        ClientPolicy policy = name switch
        {
            "quiet" => Policies.Quiet(),
            "asks" => Policies.Preset("lazy-reconnect") with
            {
                Reconnect = Policies.Preset("lazy-reconnect").Reconnect with { OnlineCheck = new OnlineCheckPolicy { Every = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) } },
            },
            _ => Policies.Preset(name),
        };
        policy = policy with
        {
            Reconnect = policy.Reconnect with { Jitter = jitter, CloseTimeout = jitter > 0 ? TimeSpan.FromSeconds(2) : policy.Reconnect.CloseTimeout },
        };
        if (policy.Transport == ClientTransport.Poll)
        {
            return ClientFlaws.Find(flaw)?.Apply(policy) ?? policy;
        }

        policy = policy with
        {
            // Every trigger at once, so that they meet.
            Fallback = new FallbackPolicy
            {
                OnPushSilence = TimeSpan.FromSeconds(20),
                OnLoss = TimeSpan.FromSeconds(1),
                AfterFailedAttempts = 2,
                Every = TimeSpan.FromSeconds(2),
                Timeout = TimeSpan.FromSeconds(1),
            },
        };
        return ClientFlaws.Find(flaw)?.Apply(policy) ?? policy;
    }

    private static void Play(ClientPolicy policy, int topics, ulong seed, string what)
    {
        var random = new SplitMix64(seed * 7919);
        var effects = new List<ClientEffect>();
        ClientMachine? machine = null;
        EffectRules rules = null!;
        var flying = new List<(int Topic, FetchReason Reason)>();
        long now = 0;
        for (int step = 0; step < Steps; step++)
        {
            if (machine is null || (machine.State == ClientState.Closed && random.NextInt(10) == 0))
            {
                machine = new ClientMachine(policy, topics, seed);
                rules = new EffectRules(topics);
                flying.Clear();
            }

            // Timers mostly fire when they are due, sometimes late, sometimes for nothing.
            bool timer = random.NextInt(3) == 0 && machine.NextDue < long.MaxValue;
            now = timer && random.NextInt(4) != 0 ? Math.Max(now, machine.NextDue) : now + (random.NextInt(8) == 0 ? random.NextInt(40_000_000) : random.NextInt(300_000));
            ClientInput input = timer ? ClientInput.TimerDue : Next(ref random, rules, topics, flying);
            effects.Clear();
            try
            {
                machine.Step(now, input, effects);
                rules.Check(input, effects, machine);
                Rule.Holds(input.Kind != InputKind.TimerDue || machine.NextDue > now, $"{machine.NextDue} is due, but the timer just fired at {now}");
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{what}, step {step}, {input}: {e.Message}", e);
            }

            flying.AddRange(effects.Where(effect => effect.Kind == EffectKind.Fetch).Select(effect => (effect.Number, effect.Reason)));
        }
    }

    private static ClientInput Next(ref SplitMix64 random, EffectRules rules, int topics, List<(int Topic, FetchReason Reason)> flying)
    {
        // Mostly of the current connection, sometimes of an older one.
        int connection = Math.Max(0, rules.Connection - (random.NextInt(6) == 0 ? 1 + random.NextInt(3) : 0));
        bool isError = random.NextInt(2) == 0;
        switch (random.NextInt(40))
        {
            case < 4:
                return ClientInput.Start;
            case < 12:
                return ClientInput.Opened(connection);
            case < 15:
                return ClientInput.Message(connection);
            case < 17:
                return ClientInput.Reply(connection);
            case < 18:
                return ClientInput.ServerHeartbeat(connection);
            case < 23 when topics > 0:
                return ClientInput.Push(connection, random.NextInt(topics), random.NextInt(50));
            case < 26:
                return ClientInput.AttemptFailed(connection, isError);
            case < 27:
                return ClientInput.Closed(connection, isError);
            case < 28:
                return ClientInput.Closed(connection, new ConnectionEnd(CloseCause.CloseFrame, _codes[random.NextInt(_codes.Length)]));
            case < 36 when flying.Count > 0:
                int which = random.NextInt(flying.Count);
                (int topic, FetchReason reason) = flying[which];
                flying.RemoveAt(which);
                return random.NextInt(3) == 0 ? ClientInput.FetchFailed(topic, reason) : ClientInput.FetchAnswered(topic, random.NextInt(50), reason);
            case < 37:
                return ClientInput.Send;
            case 37:
                // Mostly of the check under way.
                return ClientInput.OnlineAnswered(Math.Max(1, rules.Checks - (random.NextInt(6) == 0 ? 1 : 0)), random.NextInt(2) == 0);
            case 38 when random.NextInt(20) == 0:
                return ClientInput.CloseByUser;
            case 39 when random.NextInt(20) == 0:
                return ClientInput.Leave;
            default:
                return ClientInput.TimerDue;
        }
    }
}
