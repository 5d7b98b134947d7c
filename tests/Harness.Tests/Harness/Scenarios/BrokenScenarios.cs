namespace Harness.Tests.Scenarios;

/// <summary>
/// A sound scenario, and edits that break it: what is replaced, by what, and every message that follows, without the file's name.
/// Messages are part of the product, so they are here word by word.
/// </summary>
public static class BrokenScenarios
{
    public const string Sound = """
        name: base
        clients:
          preset: heartbeat-rounds
          count: 100
          heartbeat: { interval: 1s, misses: 3 }
          fallback: { on_loss: 0s, every: 1s, timeout: 1s }
        topics: { count: 20, updates: 5/s, per_client: 1 }
        load:
          - ramp: { over: 8s }
          - hold: { for: 34s }
        faults:
          - silent-drop: { at: 12s, for: 12s, share: 30% }
        assertions:
          - detection.undetected == 0
          - false_alarms == 0

        """;

    /// <summary>Loads of every kind, lifetimes and populations.</summary>
    public static readonly TheoryData<string, string, string[]> Loads = new()
    {
        { "ramp: { over: 8s }", "ramp: { over: 8s, to: -1 }", ["9: load[0].to must be at least 0, but is -1"] },
        { "hold: { for: 34s }", "sine: { min: 50, max: 20, period: 0s, for: 34s }", ["10: load[1].max must be more than min, 50, but is 20", "10: load[1].period must be at least 1ms, but is 0s"] },
        { "hold: { for: 34s }", "sine: { max: 101, period: 5s, for: 34s }", ["10: load[1].max must be at most clients.count, 100, but is 101"] },
        { "hold: { for: 34s }", "step: { steps: 0, every: 5s }", ["10: load[1].steps must be from 1 to 10000, but is 0"] },
        { "hold: { for: 34s }", "step: { steps: 3, every: 0s }", ["10: load[1].every must be more than 0s, but is 0s"] },
        { "hold: { for: 34s }", "spike: { for: 34s, rise: 40s, to: 0 }", ["10: load[1].to must be at least 1, but is 0", "10: load[1].rise must be from 0s to the spike's own length, 34s, but is 40s"] },
        { "hold: { for: 34s }", "keep: { for: 34s, clients: 200 }", ["10: load[1].clients must be at most clients.count, 100, but is 200"] },
        { "hold: { for: 34s }", "arrivals: { rate: 0/s, for: 34s, sessions: 0 }", ["10: load[1].sessions must be at least 1, but is 0", "10: load[1].rate must be more than 0/s and at most 100000/s, but is 0/s"] },
        { "hold: { for: 34s }", "ramping-arrivals: { from: -1/s, to: 5/s, over: 34s }", ["10: load[1].from must be from 0/s to 100000/s, but is -1/s"] },
        { "hold: { for: 34s }", "poisson-arrivals: { for: 34s }", ["10: load[1].rate is missing"] },
        { "hold: { for: 34s }", "random-arrivals: { min: 9/s, max: 3/s, for: 34s }", ["10: load[1].max must be at least min, 9/s, but is 3/s"] },
        { "hold: { for: 34s }", "arrivals: { rate: 100000/s, for: 34s }", ["8: load would start about 3400100 sessions, and a run has at most 1000000: make numbers, rates or times smaller, or lifetimes longer"] },
        { "hold: { for: 34s }", "arivals: { rate: 1/s, for: 34s }", ["10: load[1].arivals is not known; did you mean \"arrivals\"?"] },
        { "count: 100", "count: 100\n  lifetime: { exponential: { mean: 0s } }", ["5: clients.lifetime.mean must be more than 0s, but is 0s"] },
        { "count: 100", "count: 100\n  lifetime: 30s", ["5: clients.lifetime must be one kind of lifetime with its settings, but is \"30s\""] },
        { "count: 100", "count: 100\n  lifetime: { normal: { mean: 3s } }", ["5: clients.lifetime.normal is not known; did you mean \"lognormal\"?"] },
        { "count: 100", "count: 100\n  lifetime: { uniform: { min: 9s, max: 3s } }", ["5: clients.lifetime.max must be at least min, 9s, but is 3s"] },
        { "count: 100", "count: 100\n  start: -1s", ["5: clients.start must be at least 0s, but is -1s"] },
        { "name: base", "name: base\ncount: 5", ["2: count does not apply: it goes with populations that have weights; the number of clients is clients.count"] },
        { "- false_alarms == 0", "- false_alarms == 0: { population: phones }", ["15: assertions[1].population is \"phones\", but the scenario has no populations"] },
    };

    /// <summary>The two populations that take the place of the sound scenario's clients.</summary>
    private const string Two = """
        populations:
          - { name: phones, preset: heartbeat-rounds, count: 70, heartbeat: { interval: 1s, misses: 3 } }
          - { name: desks, preset: lazy-reconnect, count: 30 }

        """;

    /// <summary>Edits of a scenario with two populations.</summary>
    public static readonly TheoryData<string, string, string[]> Populations = new()
    {
        { "count: 30", "count: 0", ["4: populations[1].count must be at least 1, but is 0"] },
        { "count: 30", "count: 30, weight: 3", ["4: populations[1].weight does not apply beside count: a population has one of the two"] },
        { "count: 30", "weight: 30%", ["4: populations[1].weight needs the scenario's count: a weight is a part of it"] },
        { "name: desks", "name: phones", ["4: populations[1].name \"phones\" is also the name of another population"] },
        { "name: desks, ", "", ["4: populations[1].name is missing"] },
        { "preset: lazy-reconnect", "preset: lazy-reconect", ["4: populations[1].preset \"lazy-reconect\" is not known; did you mean \"lazy-reconnect\"?"] },
        { "misses: 3 }", "misses: 0 }", ["3: populations[0].heartbeat.misses must be at least 1, but is 0"] },
        { "count: 30", "count: 30, load: [hold: { for: 3s }]", ["4: populations[1].load[0] must bring clients, but hold does not: before the first stage there are none"] },
        { "false_alarms == 0", "false_alarms == 0: { population: desk }", ["13: assertions[1].population \"desk\" is not known; did you mean \"desks\"?"] },
        { "detection.undetected == 0", "detection.undetected == 0: { population: desks }", ["12: assertions[0] detection.undetected needs a preset with heartbeats"] },
    };

    /// <summary>Edits of a scenario with two populations that divide a count by weights.</summary>
    public static readonly TheoryData<string, string, string[]> Weights = new()
    {
        { "count: 100", "count: -5", ["2: count must be at least 1, but is -5"] },
        { "count: 100", "count: 0", ["2: count must be at least 1, but is 0"] },
        { "count: 100", "count: 1", ["1: cohorts must be at most the number of clients, 1, but is 10: a fault would hit cohorts without clients", "5: populations[1].count must be at least 1, but is 0"] },
        { "weight: 30", "weight: -30", ["5: populations[1].weight must be more than 0"] },
    };

    /// <summary>The sound scenario with two populations that divide a count by weights.</summary>
    public static string SoundOfWeights { get; } = SoundOf(Two.Replace("count: ", "weight: ", StringComparison.Ordinal).Replace("populations:", "count: 100\npopulations:", StringComparison.Ordinal));

    /// <summary>The sound scenario with two populations.</summary>
    public static string SoundOfTwo { get; } = SoundOf(Two);

    private static string SoundOf(string populations) => string.Concat(Sound[..Sound.IndexOf("clients:", StringComparison.Ordinal)], populations, Sound[Sound.IndexOf("topics:", StringComparison.Ordinal)..]);

    /// <summary>Every metric by name, as a message lists them.</summary>
    private static string KnownMetrics => string.Join(", ", Harness.Metrics.MetricNames.All.SkipLast(1).Select(metric => metric.Name)) + $" and {Harness.Metrics.MetricNames.All[^1].Name}";

    /// <summary>Values that are not what their key takes, or out of range.</summary>
    public static readonly TheoryData<string, string, string[]> Values = new()
    {
        { "for: 12s", "for: 12 seconds", ["12: faults[0].for must be a duration such as 12s or 250ms, but is \"12 seconds\" (units are ms, s, m and h)"] },
        { "for: 12s", "for: 12", ["12: faults[0].for must be a duration such as 12s or 250ms, but is \"12\", which has no unit"] },
        { "at: 12s", "at: soon", ["12: faults[0].at must be a duration such as 12s or 250ms, but is \"soon\""] },
        { "at: 12s", "at: [12s]", ["12: faults[0].at must be a duration such as 12s or 250ms, but is a list"] },
        { "for: 12s", "for: 99999h", ["12: faults[0].for must be a duration such as 12s or 250ms, but is \"99999h\" (the longest is 168h)"] },
        { "updates: 5/s", "updates: 5s", ["7: topics.updates must be a rate such as 5/s or 300/min, but is \"5s\" (units are /s, /min and /h)"] },
        { "updates: 5/s", "updates: 5", ["7: topics.updates must be a rate such as 5/s or 300/min, but is \"5\", which has no unit"] },
        { "updates: 5/s", "updates: -5/s", ["7: topics.updates must be from 0/s to 1000000/s, but is -5/s"] },
        { "share: 30%", "share: third", ["12: faults[0].share must be a share such as 30% or 0.3, but is \"third\""] },
        { "share: 30%", "share: 30", ["12: faults[0].share must be more than 0% and at most 100%, but is 30, which is 3000%; did you mean 30%?"] },
        { "share: 30%", "share: 0%", ["12: faults[0].share must be more than 0% and at most 100%, but is 0%"] },
        { "share: 30%", "share: 25%", ["12: faults[0].share 25% of 10 cohorts is 2.5; nearest: 20% or 30%"] },
        { "share: 30%", "share: 5%", ["12: faults[0].share 5% of 10 cohorts is 0.5; nearest: 10%"] },
        { "count: 100", "count: -5", ["4: clients.count must be at least 1, but is -5"] },
        { "count: 100", "count: 2k", ["4: clients.count must be a whole number without a unit, but is \"2k\""] },
        { "count: 100", "count: 2.5", ["4: clients.count must be a whole number without a unit, but is \"2.5\""] },
        { "count: 100", "count: 99999999999", ["4: clients.count must be a whole number of at most 2147483647, but is 99999999999"] },
        { "count: 100", "count: 2000000", ["4: clients.count must be at most 1000000, but is 2000000"] },
        { "count: 100", "count:", ["4: clients.count has no value"] },
        { "count: 100\n", "count: 100\n  fetch_on_open: yes\n", ["5: clients.fetch_on_open must be true or false, but is \"yes\""] },
        { "share: 30% }", "share: 30%, path: udp }", ["12: faults[0].path must be websocket, http or all, but is \"udp\""] },
    };

    /// <summary>Keys that are unknown, missing, given twice or in the wrong place.</summary>
    public static readonly TheoryData<string, string, string[]> Keys = new()
    {
        { "preset: heartbeat-rounds", "prest: heartbeat-rounds", ["3: clients.prest is not known; did you mean \"preset\"?"] },
        { "preset: heartbeat-rounds", "preset: heartbeat-round", ["3: clients.preset \"heartbeat-round\" is not known; did you mean \"heartbeat-rounds\"?"] },
        { "preset: heartbeat-rounds", "preset: websocket", ["3: clients.preset \"websocket\" is not known; known are heartbeat-rounds, heartbeat-rounds-as-written, lazy-reconnect, ping-timeout, ping-timeout-as-written, server-ping, frame-ping, tcp-keepalive, ajax-polling, long-polling, joewalnes, pladaria, partysocket, engine-io-timing, signalr-timing, phoenix-timing, actioncable-timing, pusher-timing, ably-timing, centrifuge-timing, discord-timing, stomp-timing, mqtt-timing and dotnet-client"] },
        { "  preset: heartbeat-rounds\n", "", ["2: clients.preset is missing"] },
        { "name: base\n", "", ["1: name is missing"] },
        { "faults:", "fautls:", ["11: fautls is not known; did you mean \"faults\"?"] },
        { "topics:", "populations: 3\ntopics:", ["2: clients does not apply beside populations: it is the short form of one of them", "7: populations must be a list, but is \"3\""] },
        { "count: 100\n", "count: 100\n  count: 200\n", ["5: has the key \"count\" twice in one mapping"] },
        { "for: 12s, share", "for: 12s, duration: 3s, share", ["12: faults[0].duration is not known; known are at, for, share and path"] },
        { "silent-drop:", "silent-dorp:", ["12: faults[0].silent-dorp is not known; did you mean \"silent-drop\"?"] },
        { "ramp:", "rmap:", ["9: load[0].rmap is not known; did you mean \"ramp\"?"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "silent-drop", ["12: faults[0] must be one kind of fault with its settings, but is \"silent-drop\""] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "silent-drop:\n    at: 12s\n    for: 12s", ["12: faults[0] must be one kind of fault alone, but has the keys silent-drop, at and for (settings are indented below it)"] },
        { "name: base", "name: ../base", ["1: name must be 1 to 64 letters, digits, '-' and '_', but is \"../base\""] },
        { "count: 100\n", "count: 100\n  flaws: [never-poll]\n", ["5: clients.flaws[0] \"never-poll\" is not known; did you mean \"never-polls\"?"] },
    };

    /// <summary>What a preset does not take, and policies that make no sense.</summary>
    public static readonly TheoryData<string, string, string[]> Clients = new()
    {
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, timeout: 3s }", ["5: clients.heartbeat.timeout does not apply: heartbeat-rounds counts unanswered heartbeats; set misses, or add misses: none to replace it"] },
        { "preset: heartbeat-rounds", "preset: ping-timeout", ["5: clients.heartbeat.misses does not apply: ping-timeout declares a loss when its reply timer ends; set timeout, or add timeout: none to replace it"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 50ms, misses: 3 }", ["5: clients.heartbeat.interval must be at least 100ms, but is 50ms"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 0 }", ["5: clients.heartbeat.misses must be at least 1, but is 0"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: 1s", ["5: clients.heartbeat must be none or a mapping of settings, but is \"1s\""] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  fallback: never\n", ["6: clients.fallback must be none or a mapping of settings, but is \"never\""] },
        { "count: 100\n", "count: 100\n  tcp_keepalive: { time: 0s, interval: 24h, probes: 200 }\n", ["5: clients.tcp_keepalive.time must be more than 0s, but is 0s", "5: clients.tcp_keepalive.interval must be at most 32767s, but is 24h", "5: clients.tcp_keepalive.probes must be at most 127, but is 200"] },
        { "count: 100\n", "count: 100\n  tcp_keepalive: { idle: 5s }\n", ["5: clients.tcp_keepalive.idle is not known; known are time, interval and probes"] },
        { "count: 100\n", "count: 100\n  tcp_keepalive: true\n", ["5: clients.tcp_keepalive must be none or a mapping of settings, but is \"true\""] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { online_check: { every: 0s, timeout: -1s } }\n", ["6: clients.reconnect.online_check.every must be more than 0s, but is 0s", "6: clients.reconnect.online_check.timeout must be more than 0s, but is -1s"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { online_check: { evry: 2s } }\n", ["6: clients.reconnect.online_check.evry is not known; did you mean \"every\"?"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { online_check: 3s }\n", ["6: clients.reconnect.online_check must be none or a mapping of settings, but is \"3s\""] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { delay: 20s }\n", ["6: clients.reconnect.delay must be at most max_delay, 5s, but is 20s"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { factor: 0.5, jitter: 150%, attempt_timeout: 0s }\n", ["6: clients.reconnect.attempt_timeout must be more than 0s, but is 0s", "6: clients.reconnect.factor must be from 1 to 100, but is 0.5", "6: clients.reconnect.jitter must be from 0% to 100%, but is 150%"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, silence: 3s }", ["5: clients.heartbeat.silence does not apply: heartbeat-rounds counts unanswered heartbeats; set misses, or add misses: none to replace it"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 3, sender: server }", ["5: clients.heartbeat.misses does not apply: the server sends the heartbeats, so none of the client's goes unanswered; set misses: none and a silence", "5: clients.heartbeat.at_once does not apply: the server sends the heartbeats, at its own times; leave it out, or set sender: client"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: none, silence: 3s, sender: server, at_once: false, answer: reply, form: ping, pace: fixed }", ["5: clients.heartbeat.answer is reply, but the server sends the heartbeats; set any or server_heartbeat, or sender: client", "5: clients.heartbeat.form must be text where the server sends the heartbeats: it is the client's answer (ping frames are answered by pong frames anyway)", "5: clients.heartbeat.pace does not apply: the server sends the heartbeats, at its own times; leave it out, or set sender: client"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 3, answer: server_heartbeat }", ["5: clients.heartbeat.answer is server_heartbeat, but the client sends the heartbeats; set any or reply, or sender: server"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 3, form: pong }", ["5: clients.heartbeat.misses does not apply: nobody answers a pong frame (RFC 6455 section 5.5.3); set form: ping or text, or leave it out"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 3, check_every: 1s }", ["5: clients.heartbeat.check_every does not apply without silence: it says how often the client looks for one"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: none, silence: 3s, check_spread: 150% }", ["5: clients.heartbeat.check_spread must be from 0% to 100%, but is 150%"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: 3, sender: both, form: binary, pace: fast, answer: all }", ["5: clients.heartbeat.sender must be client or server, but is \"both\"", "5: clients.heartbeat.form must be text, ping or pong, but is \"binary\"", "5: clients.heartbeat.pace must be after_silence or fixed, but is \"fast\"", "5: clients.heartbeat.answer must be any, reply or server_heartbeat, but is \"all\""] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: none", ["14: assertions[0] detection.undetected needs a preset with heartbeats"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "heartbeat: { interval: 1s, misses: none }", ["14: assertions[0] detection.undetected needs a policy that declares a loss, but this one never does"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { first_delays: [0s, 6s], max_attempts: -1, close_timeout: -1s }\n", ["6: clients.reconnect.close_timeout must be at least 0s, but is -1s", "6: clients.reconnect.max_attempts must be at least 0, but is -1", "6: clients.reconnect.first_delays[1] must be at most max_delay, 5s, but is 6s"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { factor: 2 }\n", ["6: clients.reconnect.factor has no effect under a lock: after a failed attempt the next starts when the lock ends; set locked: false"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { jitter_shape: above }\n", ["6: clients.reconnect.jitter_shape has no effect without jitter: set jitter to the share that is drawn"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { cap_after_jitter: true }\n", ["6: clients.reconnect.cap_after_jitter has no effect without jitter: set jitter to the share that is drawn"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { jitter: 10%, jitter_shape: full }\n", ["6: clients.reconnect.jitter does not apply: jitter_shape full draws the whole delay; leave jitter out, or set another jitter_shape"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { on: { refussed: 1s, 99: 1s, 5000: never } }\n", ["6: clients.reconnect.on.refussed is no end of a connection: did you mean \"refused\"?", "6: clients.reconnect.on.99 is no end of a connection: known are close codes (1000 to 4999), HTTP statuses (100 to 599), ranges such as 4000-4099, and auth, detected, fin, reset, protocol-error, refused, timeout, name-unresolved, tls-failed and redirected", "6: clients.reconnect.on.5000 is no end of a connection: known are close codes (1000 to 4999), HTTP statuses (100 to 599), ranges such as 4000-4099, and auth, detected, fin, reset, protocol-error, refused, timeout, name-unresolved, tls-failed and redirected"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { on: { 1001: later, 402: none } }\n", ["6: clients.reconnect.on.1001 must be never, at_next_send, none or a duration such as 5s, but is \"later\"", "6: clients.reconnect.on.402 takes away a rule that heartbeat-rounds does not have; it has auth, 401 and 403"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  reconnect: { on: { 1001: at_next_send } }\n", ["6: clients.reconnect.on.1001 needs messages to wait for: set send: { every: … }, or these clients never come back"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  send: { message: hi }\n", ["6: clients.send.every is missing"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  send: { every: 0s, message: '' }\n", ["6: clients.send.every must be more than 0s, but is 0s", "6: clients.send.message must not be empty"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  fallback: { topics: 2, spread: -1s }\n", ["6: clients.fallback.spread must be at least 0s, but is -1s", "6: clients.fallback.topics must be at most topics.per_client, 1, but is 2"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  fallback: { until_fresh: true }\n  fetch_on_open: false\n", ["6: clients.fallback.until_fresh needs fetch_on_open: it polls until these fetches are answered"] },
        { "heartbeat: { interval: 1s, misses: 3 }", "transport: poll\n  heartbeat: { interval: 1s }\n  flaws: [never-polls]", ["6: clients.heartbeat does not apply: transport: poll has no socket; leave one of the two out", "7: clients.flaws does not apply: each is a flaw of a client with a socket, and transport poll has none", "8: clients.fallback.on_push_silence does not apply: polling is the transport, all the time; leave it out, or set on_push_silence: none", "8: clients.fallback.on_loss does not apply: polling is the transport, all the time; leave it out, or set on_loss: none", "8: clients.fallback.after_failed_attempts does not apply: polling is the transport, all the time; leave it out, or set after_failed_attempts: none"] },
        { "preset: heartbeat-rounds", "preset: heartbeat-rounds-as-written\n  flaws: [never-polls]", ["4: clients.flaws does not apply: heartbeat-rounds-as-written has flaws of its own; take the preset that it is judged as"] },
        { "preset: heartbeat-rounds\n  count: 100\n  heartbeat: { interval: 1s, misses: 3 }", "preset: heartbeat-rounds-as-written\n  count: 100\n  heartbeat: { interval: 1s, misses: 3, at_once: false }\n  reconnect: { jitter: 20% }", ["5: clients.heartbeat.at_once does not apply: heartbeat-rounds-as-written plays its listing, which has values for interval, misses and message", "6: clients.reconnect.jitter does not apply: heartbeat-rounds-as-written plays its listing, which has values for delay, max_delay and attempt_timeout"] },
        { "preset: heartbeat-rounds\n  count: 100\n  heartbeat: { interval: 1s, misses: 3 }\n  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "preset: ajax-polling\n  count: 100\n", ["12: assertions[0] detection.undetected needs a socket, and ajax-polling polls over HTTP alone; assert updates.lost or staleness", "13: assertions[1] false_alarms needs a socket, and ajax-polling polls over HTTP alone; assert updates.lost or staleness"] },
    };

    /// <summary>What texts are filled from, and what they ask for.</summary>
    public static readonly TheoryData<string, string, string[]> Data = new()
    {
        { "topics:", "data: { locale: dee }\ntopics:", ["7: data.locale \"dee\" is not known; did you mean \"de\"? known are af_ZA, ar, az, cz, de, de_AT, de_CH, el, en, en_AU, en_AU_ocker, en_BORK, en_CA, en_GB, en_IE, en_IND, en_NG, en_US, en_ZA, es, es_MX, fa, fi, fr, fr_CA, fr_CH, ge, hr, id_ID, it, ja, ko, lv, nb_NO, ne, nl, nl_BE, pl, pt_BR, pt_PT, ro, ru, sk, sv, tr, uk, vi, zh_CN, zh_TW and zu_ZA"] },
        { "topics:", "data: [de]\ntopics:", ["7: data must be a mapping of settings, but is a list"] },
        { "topics:", "data: { local: de }\ntopics:", ["7: data.local is not known; did you mean \"locale\"?"] },
        { "topics:", "data: { feeds: users.csv }\ntopics:", ["7: data.feeds must be a mapping of settings, but is \"users.csv\""] },
        { "topics:", "data: { feeds: { row: /nowhere/users.csv } }\ntopics:", ["7: data.feeds.row /nowhere/users.csv does not exist"] },
        { "topics:", "data: { feeds: { row: { file: /nowhere/users.json, pick: first } } }\ntopics:", ["7: data.feeds.row.pick must be unique, in_order or random, but is \"first\"", "7: data.feeds.row.file /nowhere/users.json does not exist"] },
        { "topics:", "data: { feeds: { row: { pick: random, each: hour } } }\ntopics:", ["7: data.feeds.row.each must be client or message, but is \"hour\"", "7: data.feeds.row.file is missing"] },
        { "  fallback:", "  send: { every: 1s, message: \"hi ${usr.name}\" }\n  fallback:", ["6: clients.send.message has the unknown placeholder ${usr.name}; did you mean ${user.name}? there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)"] },
        { "  fallback:", "  send: { every: 1s, message: \"hi ${user.name\" }\n  fallback:", ["6: clients.send.message has a ${ without its }; write $${ for these characters themselves"] },
        { "  fallback:", "  send: { every: 1s, message: \"${number.int(9,1)}\" }\n  fallback:", ["6: clients.send.message has ${number.int(9,1)}, which needs two whole numbers, the smaller one first"] },
        { "interval: 1s, misses: 3", "interval: 1s, misses: 3, message: \"${row.token}\"", ["5: clients.heartbeat.message has the unknown placeholder ${row.token}; there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)"] },
        { "  fallback:", "  handshake: { query: { t: \"${env.HARNESS_NO_SUCH_VARIABLE}\" } }\n  fallback:", ["6: clients.handshake.query.t needs the environment variable HARNESS_NO_SUCH_VARIABLE, which is not set"] },
        { "  fallback:", "  handshake: { headers: { X: \"${n}\" } }\n  fallback:", ["6: clients.handshake.headers.X has ${n}, which counts messages, and a handshake is none"] },
        { "  fallback:", "  handshake: { subprotocols: [\"t.${usr}\"] }\n  fallback:", ["6: clients.handshake.subprotocols[0] has the unknown placeholder ${usr}; there are client, id, cohort, seed, uuid, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)"] },
    };

    /// <summary>Stages, topics, cohorts.</summary>
    public static readonly TheoryData<string, string, string[]> Load = new()
    {
        { "  - ramp: { over: 8s }\n", "", ["9: load[0] must bring clients, but hold does not: before the first stage there are none"] },
        { "ramp: { over: 8s }", "ramp: { over: 8s, to: 200 }", ["9: load[0].to must be at most clients.count, 100, but is 200"] },
        { "ramp: { over: 8s }", "ramp: { over: 0s }", ["9: load[0].over must be more than 0s, but is 0s"] },
        { "load:\n  - ramp: { over: 8s }\n  - hold: { for: 34s }\n", "load: []\n", ["8: load must have at least one stage, such as ramp or arrivals"] },
        { "per_client: 1", "per_client: 21", ["7: topics.per_client must be at most topics.count, 20, but is 21"] },
        { "topics:", "cohorts: 101\ntopics:", ["7: cohorts must be at most 100, but is 101"] },
        { "topics:", "cohorts: 200\nx: 1\ntopics:", ["7: cohorts must be at most 100, but is 200", "8: x is not known; known are name, description, clients, populations, count, load, topics, chat, cohorts, drain, target, protocol, data, faults, assertions and expect"] },
        { "topics:", "drain: -1s\ntopics:", ["7: drain must be at least 0s, but is -1s"] },
    };

    /// <summary>Chat rooms that cannot be played, or would show nothing.</summary>
    public static readonly TheoryData<string, string, string[]> Chat = new()
    {
        { "load:", "chat: 50\nload:", ["8: chat must be a mapping of settings, but is \"50\""] },
        { "load:", "chat: { group: 50 }\nload:", ["8: chat.group is not known; did you mean \"groups\"?"] },
        { "load:", "chat: { groups: 0, per_client: 0, burst: 0 }\nload:", ["8: chat.groups must be at least 1, but is 0", "8: chat.per_client must be at least 1, but is 0", "8: chat.burst must be at least 1, but is 0"] },
        { "load:", "chat: { groups: 2, per_client: 3 }\nload:", ["8: chat.per_client must be at most chat.groups, 2, but is 3"] },
        { "load:", "chat: { groups: 101 }\nload:", ["8: chat.groups must leave no group empty: 100 clients are in 100 of 101"] },
        { "load:", "chat: { messages: 40 }\nload:", ["8: chat.messages must be a rate such as 5/s or 300/min, but is \"40\", which has no unit"] },
        { "load:", "chat: { messages: 1000/s }\nload:", ["8: chat.messages must lead to at most 50000/s receipts, but 1000/s to 100 members each lead to 100000/s"] },
        { "load:", "chat: { talkers: 0% }\nload:", ["8: chat.talkers must be more than 0% and at most 100%, but is 0%"] },
        { "load:", "chat: { singles: 60%, broadcasts: 60% }\nload:", ["8: chat.broadcasts and chat.singles must be at most 100% together, but are 120%"] },
        { "load:", "chat: { path: chat }\nload:", ["8: chat.path must be a path without a query, such as /chat, but is \"chat\""] },
        { "load:", "chat: { tokens: { expired: 60%, forged: 40% } }\nload:", ["8: chat.tokens.forged and chat.tokens.expired must leave somebody who can come in, but are 100%"] },
        { "load:", "chat: { tokens: { jitter: 20% } }\nload:", ["8: chat.tokens.jitter needs chat.tokens.lifetime: without it no token ends"] },
        { "load:", "chat: { tokens: { together: true } }\nload:", ["8: chat.tokens.together needs chat.tokens.lifetime: without it no token ends"] },
        { "load:", "chat: { tokens: { lifetime: 100ms, lifetme: 1s } }\nload:", ["8: chat.tokens.lifetme is not known; did you mean \"lifetime\"?"] },
        { "load:", "target: { nodes: 2 }\nchat: {}\nload:", ["9: chat needs a target of one node, but target.nodes is 2: nodes have a room each"] },
        { "  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n", "  handshake: { query: { token: x } }\nchat: {}\n", ["6: clients.handshake.query.token is set by chat; leave one of the two out"] },
        { "load:", "chat: { text: '${txt.sentence}' }\nload:", ["8: chat.text has the unknown placeholder ${txt.sentence}; did you mean ${text.sentence}? there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)"] },
        { "false_alarms == 0", "chat.lost == 0", ["15: assertions[1] chat.lost needs a chat room"] },
        { "assertions:\n", "chat: {}\nassertions:\n  - chat.admitted_with_bad_token == 0\n", ["15: assertions[0] chat.admitted_with_bad_token needs clients whose tokens are not good (chat.tokens.expired or chat.tokens.forged above 0)"] },
    };

    /// <summary>Faults that do not fit into the load, or say nothing.</summary>
    public static readonly TheoryData<string, string, string[]> Faults = new()
    {
        { "at: 12s", "at: 60s", ["12: faults[0].at must be before the load ends at 42s, but is 60s"] },
        { "for: 12s", "for: 40s", ["12: faults[0].for must end before the load does at 42s, but ends at 52s (at 12s + for 40s)"] },
        { ", for: 12s", "", ["12: faults[0].for is missing: silent-drop lasts until it is removed"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "half-open: { at: 12s, for: 12s, share: 30% }", ["12: faults[0].for does not apply: half-open is an event that is not removed"] },
        { "for: 12s", "for: 2s", ["14: assertions[0] detection.undetected needs faults[0].for of at least 3.05s (the policy detects within 3s, tolerance 50ms), but it is 2s"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "half-open: { at: 39s, share: 30% }", ["14: assertions[0] detection.undetected needs at least 4.05s from faults[0].at to the end of the load (the policy detects within 3s, tolerance 50ms, one interval 1s), but there are 3s"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "latency: { at: 12s, for: 12s, share: 30%, latency: 1s, jitter: 100ms }", ["14: assertions[0] detection.undetected needs a fault that clients are meant to notice (silent-drop, one-way-drop, half-open with gone: server, partition, flapping, zombie)", "15: assertions[1] false_alarms cannot be judged: faults[0] adds up to 2.2s to a round trip, 2 × (1s + 100ms), and the policy declares a loss 2s after a heartbeat"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "latency: { at: 12s, for: 12s, share: 30%, jitter: 100ms }", ["12: faults[0].latency is missing", "14: assertions[0] detection.undetected needs a fault that clients are meant to notice (silent-drop, one-way-drop, half-open with gone: server, partition, flapping, zombie)"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "latency: { at: 12s, for: 12s, share: 30%, latency: 100ms, jitter: 200ms }", ["12: faults[0].jitter must be at most the latency, 100ms, but is 200ms", "14: assertions[0] detection.undetected needs a fault that clients are meant to notice (silent-drop, one-way-drop, half-open with gone: server, partition, flapping, zombie)"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "one-way-drop: { at: 12s, for: 12s, share: 30% }", ["12: faults[0].direction is missing"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "one-way-drop: { at: 12s, for: 12s, share: 30%, direction: up }", ["12: faults[0].direction must be upstream or downstream, but is \"up\""] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "one-way-drop: { at: 12s, for: 6s, share: 30%, direction: upstream }", ["14: assertions[0] detection.undetected needs faults[0].for of at least 6.1s (the policy detects within 3s, tolerance 50ms, and from the last push that still arrives), but it is 6s"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "one-way-drop: { at: 12s, for: 3s, share: 30%, direction: downstream }", ["14: assertions[0] detection.undetected needs faults[0].for of at least 3.05s (the policy detects within 3s, tolerance 50ms), but it is 3s"] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "half-open: { at: 12s, share: 30%, gone: both }", ["12: faults[0].gone must be server or client, but is \"both\""] },
        { "silent-drop: { at: 12s, for: 12s, share: 30% }", "half-open: { at: 12s, share: 30%, gone: client, path: http }", ["12: faults[0].path must be websocket or all where the client is gone, but is http"] },
    };

    /// <summary>What a scenario says of its server; each stands in the line after the clients'.</summary>
    public static readonly TheoryData<string, string, string[]> Protocols = new()
    {
        { Here, "protocol: ws\nassertions:", ["13: protocol must be a mapping of settings, but is \"ws\""] },
        { Here, Protocol("psuh: { match: { text: x } }") + "\nassertions:", ["13: protocol.psuh is not known; did you mean \"push\"?"] },
        { Here, Protocol("id_parameter: \"a b\"") + "\nassertions:", ["13: protocol.id_parameter must be none or a name of letters, digits, '-', '_' and '.', but is \"a b\""] },
        { Here, Protocol("version_decimals: 7") + "\nassertions:", ["13: protocol.version_decimals must be at most 6, but is 7"] },
        { Here, Protocol("topics: news") + "\nassertions:", ["13: protocol.topics must have ${number} once, or be a list of names, but is \"news\""] },
        { Here, Protocol("topics: [news, sport]") + "\nassertions:", ["13: protocol.topics must have a name for each of the 20 topics of topics.count, but has 2"] },
        { Here, Protocol("heartbeat: { send: \"${client.nam}\" }") + "\nassertions:", ["13: protocol.heartbeat.send has the unknown placeholder ${client.nam}; there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)"] },
        { Here, Protocol("heartbeat: { reply: { json: { d.op: x } } }") + "\nassertions:", ["13: protocol.heartbeat.reply.json must be a JSON path such as $.data.seq, but does not begin with $: \"d.op\""] },
        { Here, Protocol("heartbeat: { reply: { json: \"$.a[*]\" } }") + "\nassertions:", ["13: protocol.heartbeat.reply.json must be a JSON path such as $.data.seq or $['data'][0], but wildcards are not supported, at position 5 in \"$.a[*]\""] },
        { Here, Protocol("heartbeat: { reply: { pattern: \"(pong\" } }") + "\nassertions:", ["13: protocol.heartbeat.reply.pattern is no regular expression: Invalid pattern '(pong' at offset 5. Not enough )'s"] },
        { Here, Protocol("heartbeat: { reply: { pattern: \"(?=pong)\" } }") + "\nassertions:", ["13: protocol.heartbeat.reply.pattern has a construct that needs backtracking (lookaround, backreference, atomic group), which is not supported: \"(?=pong)\""] },
        { Here, Protocol("heartbeat: { reply: { text: a, pattern: b } }") + "\nassertions:", ["13: protocol.heartbeat.reply must have one of text, pattern and json, but has text and pattern"] },
        { Here, Protocol("heartbeat: { reply: {} }") + "\nassertions:", ["13: protocol.heartbeat.reply must have one of text, pattern and json, but has none"] },
        { Here, Protocol("heartbeat: { reply: pong }") + "\nassertions:", ["13: protocol.heartbeat.reply must be a mapping of settings, but is \"pong\""] },
        { Here, Protocol("subscribe: { confirmed: { match: { text: ok } } }") + "\nassertions:", ["13: protocol.subscribe.send is missing"] },
        { Here, Protocol("push: { carries_data: true }") + "\nassertions:", ["13: protocol.push must say which messages it means: match, topic or version"] },
        { Here, Protocol("push: { topic: ch }") + "\nassertions:", ["13: protocol.push.topic must be a JSON path such as $.data.seq, but does not begin with $: \"ch\""] },
        { Here, Protocol("push: { version: { pattern: \"[0-9]+\" } }") + "\nassertions:", ["13: protocol.push.version.pattern must have a group (?<version>…), but has none: \"[0-9]+\""] },
        { Here, Protocol("push: { version: { header: ETag } }") + "\nassertions:", ["13: protocol.push.version.header is not known; known are json and pattern"] },
        { "per_client: 1 }", "per_client: 2 }\n" + Protocol("push: { version: $.v }"), ["8: protocol.push.topic is missing: a client follows 2 topics (topics.per_client), and nothing says which is meant"] },
        { Here, "protocol: { topics: \"t${number}\" }\nassertions:", ["13: protocol.poll is missing: clients fall back to polling; give it, or set clients.fallback: none"] },
        { "fallback: { on_loss: 0s, every: 1s, timeout: 1s }", "fallback: none\nprotocol: { topics: \"t${number}\" }", ["7: protocol.poll is missing: clients fetch their topics on every open; give it, or set clients.fetch_on_open: false"] },
        { "fallback: { on_loss: 0s, every: 1s, timeout: 1s }", "fallback: none\n  fetch_on_open: false\nprotocol: { push: { version: $.v } }", ["8: protocol.poll is missing: clients fetch what a push announces; give it, or set protocol.push.carries_data: true"] },
        { Here, "protocol: { poll: { url: \"http://other/x\" } }\nassertions:", ["13: protocol.poll.url must be path and query alone, below the URL of --poll, so that polls go through the fault proxy, but is \"http://other/x\""] },
        { Here, "protocol: { poll: { url: x, answered: [200, 99] } }\nassertions:", ["13: protocol.poll.answered must be statuses from 200 to 599, such as [200, 304], but has 99"] },
        { Here, "protocol: { poll: { url: x, headers: { \"a b\": c } } }\nassertions:", ["13: protocol.poll.headers.a b is not a header's name"] },
        { Here, "protocol: { poll: { url: x, headers: { Host: c } } }\nassertions:", ["13: protocol.poll.headers.Host is a header that cannot be set: Host is the target's own, and a poll has no content"] },
        { "every: 1s, timeout: 1s }", "every: 1s, timeout: 1s, long_poll: true }\n" + Protocol("id_parameter: none"), ["7: protocol.poll.url must have ${version}: clients poll long (clients.fallback.long_poll), and the server has to know what they hold"] },
        { "misses: 3 }\n  fallback: { on_loss: 0s, every: 1s, timeout: 1s }", "misses: 3, answer: reply }\n  fallback: { on_loss: 0s, every: 1s, timeout: 1s }\n" + Protocol("id_parameter: none"), ["7: protocol.heartbeat.reply is missing: for these clients only a reply is an answer (clients.heartbeat.answer), and nothing says which messages are one"] },
    };

    /// <summary>Where a block of its own goes in.</summary>
    private const string Here = "assertions:";

    /// <summary>Assertions that cannot be read, or that the scenario has no values for.</summary>
    public static readonly TheoryData<string, string, string[]> Assertions = new()
    {
        { "false_alarms == 0", "false_alarm == 0", ["15: assertions[1] has the unknown metric \"false_alarm\"; did you mean \"false_alarms\"?"] },
        {
            "per_client: 1 }\nload:\n  - ramp: { over: 8s }\n  - hold: { for: 34s }\nfaults:\n  - silent-drop: { at: 12s, for: 12s, share: 30% }\nassertions:\n  - detection.undetected == 0",
            "per_client: 0 }\nload:\n  - ramp: { over: 8s }\n  - hold: { for: 34s }\nfaults:\n  - silent-drop: { at: 12s, for: 12s, share: 30% }\nassertions:\n  - sends.lost == 0",
            ["14: assertions[0] sends.lost needs clients that send: send: { every: … }, or topics that they subscribe to (topics.per_client above 0)"]
        },
        { "false_alarms == 0", "weather <= 3", [$"15: assertions[1] has the unknown metric \"weather\"; known are {KnownMetrics}"] },
        { "false_alarms == 0", "false_alarms = 0", ["15: assertions[1] has the unknown operator \"=\"; known are <=, <, ==, !=, >= and >"] },
        { "false_alarms == 0", "false_alarms", ["15: assertions[1] must compare false_alarms with a value, such as false_alarms <= 0"] },
        { "false_alarms == 0", "false_alarms ==", ["15: assertions[1] has no value to compare false_alarms with"] },
        { "false_alarms == 0", "false_alarms.max == 0", ["15: assertions[1] has the statistic \"max\", but false_alarms is one value: leave it out"] },
        { "false_alarms == 0", "fallback.time <= 2s", ["15: assertions[1] needs a statistic, such as fallback.time.max; known are min, mean, p50, p90, p95, p99, p999 and max"] },
        { "false_alarms == 0", "fallback.time.p98 <= 2s", ["15: assertions[1] has the unknown statistic \"p98\"; known are min, mean, p50, p90, p95, p99, p999 and max"] },
        { "false_alarms == 0", "fallback.time.p99 <= 2", ["15: assertions[1] is about a time: its value must be a duration such as 12s or 250ms, but is \"2\", which has no unit"] },
        { "false_alarms == 0", "false_alarms == 2s", ["15: assertions[1] is about a number: its value must be a number without a unit, but is \"2s\""] },
        { "false_alarms == 0", "false_alarms == -1", ["15: assertions[1] must have a value of at least 0, but has -1"] },
        { "false_alarms == 0", "false_alarms == 0.5", ["15: assertions[1] counts: its value must be a whole number, but is 0.5"] },
        { "assertions:", "expect: passed\nassertions:", ["13: expect must be failed(…) with names of metrics or invariants, such as failed(detection.undetected) or failed(invariant one-open-socket), but is \"passed\""] },
        { "assertions:", "expect: failed()\nassertions:", ["13: expect has an empty name between its brackets"] },
        { "assertions:", "expect: [false_alarms]\nassertions:", ["13: expect must be text, but is a list"] },
        { "assertions:", "expect: failed(false_alarm)\nassertions:", ["13: expect names the unknown metric \"false_alarm\"; did you mean \"false_alarms\"?"] },
        { "assertions:", "expect: failed(detection.time.max)\nassertions:", ["13: expect names \"detection.time.max\": leave the statistic out, detection.time stands for every assertion about it"] },
        { "assertions:", "expect: failed(false_alarms, reconnects)\nassertions:", ["13: expect names reconnects, which nothing is asserted of"] },
        { "assertions:", "expect: failed(false_alarms, false_alarms)\nassertions:", ["13: expect names false_alarms twice"] },
        { "assertions:", "expect: failed(one-open-socket)\nassertions:", ["13: expect names \"one-open-socket\", which is an invariant: write \"invariant one-open-socket\""] },
        { "assertions:", "expect: failed(invariant one-open-sockets)\nassertions:", ["13: expect names the unknown invariant \"one-open-sockets\"; did you mean \"one-open-socket\"?"] },
        { "false_alarms == 0", "reconnects.peak <= 500", ["15: assertions[1] is about a rate: its value must be a rate such as 5/s or 300/min, but is \"500\", which has no unit"] },
        { "false_alarms == 0", "traffic.sent.per_client <= 20KB", ["15: assertions[1] is about bytes per time: its value must be bytes per time such as 20KB/min, but is \"20KB\", which has no time: per /s, /min or /h"] },
        { "false_alarms == 0", "traffic.sent.per_client <= 20kb/min", ["15: assertions[1] is about bytes per time: its value must be bytes per time such as 20KB/min, but is \"20kb/min\" (units are B, KB, MB, KiB and MiB per /s, /min and /h)"] },
        { "false_alarms == 0", "traffic.received.per_client <= 20", ["15: assertions[1] is about bytes per time: its value must be bytes per time such as 20KB/min, but is \"20\", which has no unit"] },
        { "false_alarms == 0", "reconnects.peak", ["15: assertions[1] must compare reconnects.peak with a value, such as reconnects.peak <= 500/s"] },
        { "false_alarms == 0", "reconnects.synchrony <= half", ["15: assertions[1] is about a share: its value must be one such as 30% or 0.3, but is \"half\""] },
        { "false_alarms == 0", "reconnects.synchrony <= 30", ["15: assertions[1] is about a share: its value must be at most 100%, but is 30"] },
        { "false_alarms == 0", "detection.within_bound == 1", ["15: assertions[1] must be detection.within_bound alone, without operator and value: it holds or it does not"] },
        { "false_alarms == 0", "false_alarms == 0: { fault: 1 }", ["15: assertions[1].fault must be from 0 to 0, but is 1: it is the index of a fault"] },
        { "false_alarms == 0", "false_alarms == 0: { cohort: everyone }", ["15: assertions[1].cohort must be control or hit, but is \"everyone\""] },
        { "false_alarms == 0", "false_alarms == 0: { phase: hold }", ["15: assertions[1].phase is not known; known are fault, cohort and population"] },
        { "detection.undetected == 0", "detection.undetected == 0: { cohort: control }", ["14: assertions[0].cohort is control, but detection.undetected is about clients that a fault hits"] },
        { "false_alarms == 0", "presence.stale.max <= 3s", ["15: assertions[1] presence.stale needs a fault whose clients leave (half-open with gone: client)"] },
        { "share: 30% }", "share: 30%, path: http }", ["14: assertions[0] detection.undetected needs a fault that clients are meant to notice (silent-drop, one-way-drop, half-open with gone: server, partition, flapping, zombie) on the path websocket or all"] },
    };

    private static string Protocol(string keys) => $"protocol: {{ {keys}, poll: {{ url: x }} }}";
}
