using System.Globalization;
using Harness.Seeding;

namespace Harness.Data;

/// <summary>One client's data. Equal seeds, locales and feeds give equal data, in every process and whoever asks first.</summary>
/// <param name="Source">What the clients of a scenario share.</param>
/// <param name="Client">The client's number in the scenario, from 0.</param>
public readonly record struct ClientData(DataSource Source, int Client)
{
    /// <summary>The value of one placeholder, such as <c>data["user.name"]</c> or <c>data["row.token"]</c>; of those that change with each message, that of message 0.</summary>
    /// <exception cref="FormatException">There is no such placeholder; the message names the nearest.</exception>
    public string this[string name] => Source.Compile($"${{{name}}}", TextForm.Plain).Fill(this);

    /// <summary>A client's id in every text and URL, such as <c>c17</c>.</summary>
    public static string IdOf(int client) => "c" + client.ToString(CultureInfo.InvariantCulture);

    /// <summary>The seed of one of its streams.</summary>
    internal ulong SeedOf(ulong stream) => ClientSeed.Of(Source.Seed ^ stream, Client);

    /// <summary>The seed of one of its streams for one message.</summary>
    internal ulong SeedOf(ulong stream, long message) => new SplitMix64(SeedOf(stream) + (ulong)message).Next();
}
