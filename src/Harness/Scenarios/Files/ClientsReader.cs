using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>
/// <c>clients:</c> of a scenario file: a preset, and what the scenario changes in it. Where the preset is unknown, the keys below are read
/// against the first one there is, so that their own errors are found too; nothing that follows from the preset is reported then.
/// </summary>
internal static class ClientsReader
{
    /// <summary>What only a client with a socket has.</summary>
    private static readonly string[] _ofSockets = ["heartbeat", "tcp_keepalive", "reconnect", "send", "fetch_on_open"];

    /// <summary>What stands in for clients that cannot be read: the file is refused anyway.</summary>
    public static ClientSettings Unread => new() { Policy = PresetRegistry.All[0].Policy, Played = PresetRegistry.All[0].Policy, Count = 1 };

    /// <param name="section">The mapping; closed by the caller, who has keys of its own in it.</param>
    public static ClientSettings Read(ConfigSection section)
    {
        ClientPreset? known = section.Require("preset")?.Named(PresetRegistry.Find, PresetRegistry.All.Select(each => each.Name));
        ClientPreset preset = known ?? PresetRegistry.All[0];
        ClientTransport transport = section.Find("transport")?.OneOf(("websocket", ClientTransport.WebSocket), ("poll", ClientTransport.Poll)) ?? preset.Policy.Transport;
        if (known is not null && transport == ClientTransport.Poll)
        {
            RefuseSockets(section, preset);
        }

        ClientPolicy origin = transport == ClientTransport.Poll ? preset.Policy with { Heartbeat = null, TcpKeepAlive = null, Send = null, Transport = transport } : preset.Policy with { Transport = transport };
        ClientPolicy policy = origin with
        {
            Heartbeat = HeartbeatReader.Read(section.Find("heartbeat"), preset, origin.Heartbeat, isKnown: known is not null && transport == ClientTransport.WebSocket),
            TcpKeepAlive = ReadTcpKeepAlive(section.Find("tcp_keepalive"), origin.TcpKeepAlive),
            Reconnect = ReconnectReader.Read(section.Find("reconnect"), preset, known is not null),
            Fallback = FallbackReader.Read(section.Find("fallback"), origin.Fallback, known is not null),
            Send = ReadSend(section.Find("send"), origin.Send),
            FetchOnOpen = section.Find("fetch_on_open")?.Boolean() ?? origin.FetchOnOpen,
        };
        HandshakeSettings handshake = HandshakeReader.Read(section.Find("handshake"));
        TlsSettings? tls = HandshakeReader.ReadTls(section.Find("tls"));
        List<ClientFlaw> flaws = ReadFlaws(section.Find("flaws"), known, transport);
        return new ClientSettings
        {
            Count = 1,
            Policy = policy,
            Played = flaws.Aggregate(preset.Played(policy), (played, flaw) => flaw.Apply(played)),
            Handshake = handshake,
            Tls = tls,
            Flaws = [.. flaws.Select(flaw => flaw.Name)],
        };
    }

    private static void RefuseSockets(ConfigSection section, ClientPreset preset)
    {
        string why = preset.Policy.Transport == ClientTransport.Poll ? $"{preset.Name} has no socket; leave it out, or set transport: websocket" : "transport: poll has no socket; leave one of the two out";
        foreach (string key in _ofSockets)
        {
            if (section.Has(key) && section.Find(key) is { IsNone: false } value)
            {
                value.Error($"does not apply: {why}");
            }
        }

        if (preset.AsWritten != AsWritten.No && section.Find("transport") is { } transport)
        {
            transport.Error($"does not apply: {preset.Name} plays its listing, which has a socket");
        }
    }

    private static SendPolicy? ReadSend(ConfigValue? value, SendPolicy? origin)
    {
        if (value is null)
        {
            return origin;
        }

        if (value.SectionOrNone() is not { } section)
        {
            return value.IsNone ? null : origin;
        }

        TimeSpan? every = (origin is null ? section.Require("every") : section.Find("every"))?.Duration();
        string? message = section.Find("message")?.Text();
        section.Close();
        SendPolicy send = (origin ?? new SendPolicy { Every = TimeSpan.FromSeconds(1) }) with { Every = every ?? origin?.Every ?? TimeSpan.FromSeconds(1) };
        return message is null ? send : send with { Message = message };
    }

    private static TcpKeepAlivePolicy? ReadTcpKeepAlive(ConfigValue? value, TcpKeepAlivePolicy? origin)
    {
        if (value?.SectionOrNone() is not { } section)
        {
            return value is { IsNone: true } ? null : origin;
        }

        TcpKeepAlivePolicy usual = origin ?? Harness.Clients.Presets.TcpKeepAlive.Preset.Policy.TcpKeepAlive!;
        TcpKeepAlivePolicy read = usual with
        {
            Time = section.Find("time")?.Duration() ?? usual.Time,
            Interval = section.Find("interval")?.Duration() ?? usual.Interval,
            Probes = section.Find("probes")?.Count() ?? usual.Probes,
        };
        section.Close();
        return read;
    }

    private static List<ClientFlaw> ReadFlaws(ConfigValue? value, ClientPreset? preset, ClientTransport transport)
    {
        var flaws = new List<ClientFlaw>();
        if (value is not null && preset is { AsWritten: not AsWritten.No })
        {
            value.Error($"does not apply: {preset.Name} has flaws of its own; take the preset that it is judged as");
            return flaws;
        }

        if (value is not null && preset is not null && transport == ClientTransport.Poll)
        {
            value.Error("does not apply: each is a flaw of a client with a socket, and transport poll has none");
            return flaws;
        }

        foreach (ConfigValue item in value?.Items() ?? [])
        {
            if (item.Named(ClientFlaws.Find, ClientFlaws.All.Select(known => known.Name)) is not { } flaw)
            {
                continue;
            }

            if (flaws.Contains(flaw))
            {
                item.Error($"\"{flaw.Name}\" is given twice");
            }

            flaws.Add(flaw);
        }

        return flaws;
    }
}
