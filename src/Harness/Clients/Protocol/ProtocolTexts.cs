using System.Text;
using Harness.Data;

namespace Harness.Clients.Protocol;

/// <summary>What the texts of a protocol can hold beyond the data of a client, and in what form they go out.</summary>
public static class ProtocolTexts
{
    /// <summary>The topic's name.</summary>
    public const string Topic = "topic";

    /// <summary>The names of all topics of the client, as a JSON array.</summary>
    public const string Topics = "topics";

    /// <summary>The version that the client holds; 0: none.</summary>
    public const string Version = "version";

    /// <summary>How long the server may hold its answer, in milliseconds.</summary>
    public const string Wait = "wait";

    /// <summary>Names for heartbeats and answers to those of the server.</summary>
    public static TemplateNames Heartbeat(TemplateNames names) => names.WithoutCount("counts messages, and a protocol's texts are not counted");

    /// <summary>Names for subscriptions: <see cref="Topic"/>, <see cref="Topics"/>.</summary>
    public static TemplateNames Subscribe(TemplateNames names) => Heartbeat(names).With(Topic, Topics);

    /// <summary>Names for the URL of a poll: <see cref="Topic"/>, <see cref="Version"/>, <see cref="Wait"/>.</summary>
    public static TemplateNames Url(TemplateNames names) => Heartbeat(names).With(Topic, Version, Wait);

    /// <summary>Names for the headers of a poll: <see cref="Topic"/>.</summary>
    public static TemplateNames Header(TemplateNames names) => Heartbeat(names).With(Topic);

    /// <summary>Whether a text that can be filled in has this one of the names above.</summary>
    /// <param name="names">What it can hold besides.</param>
    public static bool Has(string text, string name, TemplateNames names) =>
        !Template.TryCompile(text, TextForm.Plain, Heartbeat(names).With([.. new[] { Topic, Topics, Version, Wait }.Where(other => other != name)]), out _, out _);
}

/// <summary>A text that clients send. One that is the same for all of them is made once.</summary>
internal sealed class ClientText(string text, DataSource source)
{
    private readonly Template _template = Template.Compile(text, TextForm.Message, ProtocolTexts.Heartbeat(source.Names));
    private readonly byte[]? _same = Template.Compile(text, TextForm.Message, ProtocolTexts.Heartbeat(source.Names)).Literal is { } literal ? Encoding.UTF8.GetBytes(literal) : null;

    public byte[] For(int client) => _same ?? Encoding.UTF8.GetBytes(_template.Fill(source.For(client)));
}
