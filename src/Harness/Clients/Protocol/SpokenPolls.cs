using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Harness.Data;

namespace Harness.Clients.Protocol;

/// <summary>Polls and fetches as a scenario describes them (<see cref="PollSettings"/>).</summary>
public sealed class SpokenPolls : IPollProtocol
{
    private readonly PollSettings _settings;
    private readonly TopicNames _names;
    private readonly int _decimals;
    private readonly DataSource _data;
    private readonly Template _url;
    private readonly ImmutableArray<(string Name, Template Text)> _headers;
    private readonly MessagePlace? _version;

    /// <param name="settings">Validated.</param>
    /// <param name="names">What the server calls the topics.</param>
    /// <param name="decimals">Of versions.</param>
    /// <param name="data">What texts are filled from.</param>
    public SpokenPolls(PollSettings settings, TopicNames names, int decimals, DataSource data)
    {
        (_settings, _names, _decimals, _data) = (settings, names, decimals, data);
        _url = Template.Compile(settings.Url, TextForm.Url, data.Names.With([.. ProtocolTexts.OfUrl]));
        _headers = [.. settings.Headers.Select(header => (header.Name, Template.Compile(header.Text, TextForm.Header, data.Names.With([.. ProtocolTexts.OfHeader]))))];
        _version = settings.Version is { Header: null } place ? new MessagePlace(place, MessagePlace.Version) : null;
    }

    public HttpRequestMessage Request(Uri path, int client, int topic, (long NewerThan, TimeSpan Wait)? hold)
    {
        string name = _names.Of(topic);
        (long newerThan, TimeSpan wait) = hold ?? default;
        ClientData own = _data.For(client);
        string url = _url.Fill(own, 0, name, newerThan.ToString(CultureInfo.InvariantCulture), ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, url));
        foreach ((string header, Template text) in _headers)
        {
            request.Headers.TryAddWithoutValidation(header, text.Fill(own, 0, name));
        }

        return request;
    }

    public bool IsAnswer(int status) => _settings.Answered.Contains(status);

    public long VersionOf(HttpResponseMessage response, ReadOnlySpan<byte> body) => TextOf(response, body) is { } text && TryRead(text, out long version) ? version : 0;

    /// <summary>What stands where the version should be; null: nothing.</summary>
    public string? TextOf(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        if (_settings.Version is { Header: { } header })
        {
            return response.Headers.NonValidated.TryGetValues(header, out var own) ? own.ToString()
                : response.Content.Headers.NonValidated.TryGetValues(header, out var ofContent) ? ofContent.ToString()
                : null;
        }

        Span<byte> room = stackalloc byte[JsonText.LongestValue];
        return _version?.TryRead(body, room, out int length) == true ? Encoding.UTF8.GetString(room[..length]) : null;
    }

    /// <summary>Whether a text is a version.</summary>
    public bool TryRead(string text, out long version) => VersionText.TryRead(Encoding.UTF8.GetBytes(text), _decimals, out version);
}
