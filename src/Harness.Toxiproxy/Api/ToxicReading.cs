using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary>Toxics as requests describe them.</summary>
internal sealed class ToxicReading(ToxicRegistry registry)
{
    private readonly ToxicAttributes _attributes = new(registry);

    /// <summary>The fields of a new toxic, its attributes apart, checked in the order of the stock server.</summary>
    /// <exception cref="ApiException">400: one cannot be.</exception>
    internal InstalledToxic Fields(RequestBody body)
    {
        string type = body.String("type", "");
        string stream = body.String("stream", "downstream");
        string name = body.String("name", "");
        float toxicity = body.Number("toxicity", 1);
        if (!Enum.TryParse(stream, ignoreCase: true, out StreamDirection direction) || !Enum.GetNames<StreamDirection>().Contains(stream, StringComparer.OrdinalIgnoreCase))
        {
            throw ApiException.InvalidStream();
        }

        Toxic toxic = registry.Default(type) ?? throw ApiException.InvalidToxicType();
        return new InstalledToxic(0, name.Length > 0 ? name : $"{type}_{stream}", type, stream, direction, toxicity, toxic);
    }

    /// <summary>A new toxic with its attributes.</summary>
    /// <exception cref="ApiException">400: one cannot be.</exception>
    internal InstalledToxic Complete(InstalledToxic toxic, RequestBody body)
    {
        toxic = Update(toxic, body);
        // What works on the whole connection has one place in it, whatever the stream.
        return toxic.WhenOn is IConnectionToxic ? toxic with { Direction = StreamDirection.Downstream } : toxic;
    }

    /// <summary>The toxic with the toxicity and the attributes that the request gives; the others stay.</summary>
    /// <exception cref="ApiException">400: one cannot be.</exception>
    internal InstalledToxic Update(InstalledToxic toxic, RequestBody body)
    {
        toxic = toxic with { Toxicity = body.Number("toxicity", toxic.Toxicity), Toxic = _attributes.Merge(toxic.Toxic, body.Object("attributes")) };
        return toxic is { WhenOn: IListenerToxic, Toxicity: < 1 }
            ? throw ApiException.BadBody($"{toxic.Type} works on the listener, before there are connections to draw from: its toxicity is 1")
            : toxic;
    }
}
