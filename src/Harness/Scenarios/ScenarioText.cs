using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Clients.Protocol;
using Harness.Data;

namespace Harness.Scenarios;

/// <summary>A text of a scenario that is filled in for its clients.</summary>
/// <param name="Path">Where the scenario has it, such as <c>clients.send.message</c>.</param>
/// <param name="Text">As it is written.</param>
/// <param name="Form">Where the filled text goes.</param>
/// <param name="IsHandshake">Whether it is sent before any message, and may be written in the older form.</param>
public sealed record ScenarioText(string Path, string Text, TextForm Form, bool IsHandshake = false)
{
    /// <summary>Names that its user gives values for.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>Every such text of a scenario, of each population as if it were the only one: what is validated, and where secrets come from. A new setting that is a template adds a line here.</summary>
    public static IEnumerable<ScenarioText> Of(Scenario scenario) =>
        scenario.Populations.SelectMany(population => Of(population.Clients)).Concat(scenario.Protocol is { } protocol ? Of(protocol) : []).Concat(scenario.Chat is { } chat ? Of(chat) : []);

    private static IEnumerable<ScenarioText> Of(ChatSettings chat) => [new("chat.text", chat.Text, TextForm.Plain), new("chat.name", chat.Name, TextForm.Plain)];

    private static IEnumerable<ScenarioText> Of(ProtocolSettings protocol)
    {
        foreach ((string path, string? text, TextForm form, ImmutableArray<string> extras) in ((string, string?, TextForm, ImmutableArray<string>)[])
            [
                ("heartbeat.send", protocol.Heartbeat, TextForm.Message, []), ("heartbeat.answer", protocol.ServerHeartbeatAnswer, TextForm.Message, []),
                ("subscribe.send", protocol.Subscribe, TextForm.Message, ProtocolTexts.OfSubscription), ("poll.url", protocol.Poll?.Url, TextForm.Url, ProtocolTexts.OfUrl),
                .. (protocol.Poll?.Headers ?? []).Select(header => ($"poll.headers.{header.Name}", (string?)header.Text, TextForm.Header, ProtocolTexts.OfHeader)),
            ])
        {
            if (text is not null)
            {
                yield return new($"protocol.{path}", text, form) { Extras = extras };
            }
        }
    }

    private static IEnumerable<ScenarioText> Of(ClientSettings clients)
    {
        HandshakeSettings handshake = clients.Handshake;
        if (clients.Policy.Heartbeat is { Form: HeartbeatForm.Text } heartbeat)
        {
            yield return new("clients.heartbeat.message", heartbeat.Message, TextForm.Message);
        }

        if (clients.Policy.Send is { } send)
        {
            yield return new("clients.send.message", send.Message, TextForm.Message);
        }

        foreach ((string list, ImmutableArray<HandshakeField> fields, TextForm form) in ((string, ImmutableArray<HandshakeField>, TextForm)[])
            [("headers", handshake.Headers, TextForm.Header), ("cookies", handshake.Cookies, TextForm.Cookie), ("query", handshake.Query, TextForm.Plain)])
        {
            foreach (HandshakeField field in fields)
            {
                yield return new($"clients.handshake.{list}.{field.Name}", field.Text, form, IsHandshake: true);
            }
        }

        for (int i = 0; i < handshake.Subprotocols.Length; i++)
        {
            yield return new($"clients.handshake.subprotocols[{i}]", handshake.Subprotocols[i], TextForm.Token, IsHandshake: true);
        }

        if (handshake.Origin is { } origin)
        {
            yield return new("clients.handshake.origin", origin, TextForm.Header, IsHandshake: true);
        }
    }

    /// <summary>Reads it; as <see cref="Template.TryCompile"/>.</summary>
    /// <param name="names">The scenario's.</param>
    public bool TryCompile(TemplateNames names, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? error) => IsHandshake
        ? HandshakeTemplate.TryCompile(Text, Form, names.With([.. Extras]), out template, out error)
        : Template.TryCompile(Text, Form, names.With([.. Extras]), out template, out error);
}
