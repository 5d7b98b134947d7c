using Harness.Data.Feeds;

namespace Harness.Data;

/// <summary>What the clients of one scenario draw their data from. Safe to use from any thread.</summary>
/// <param name="settings">Locale and feeds; validated.</param>
/// <param name="seed">The run's.</param>
/// <param name="cohorts">K: client i is in cohort i mod K.</param>
/// <param name="time">For <c>${time.…}</c>, the only data that no seed decides.</param>
public sealed class DataSource(DataSettings settings, ulong seed, int cohorts, TimeProvider time)
{
    /// <summary>Names that texts may hold.</summary>
    public TemplateNames Names { get; } = new(settings);

    public ulong Seed { get; } = seed;

    public int Cohorts { get; } = cohorts;

    public string Locale { get; } = settings.Locale;

    public TimeProvider Time { get; } = time;

    /// <summary>One client's data.</summary>
    /// <param name="client">Its number in the scenario.</param>
    public ClientData For(int client) => new(this, client);

    /// <summary>Compiles a text that a validator has let pass.</summary>
    /// <exception cref="FormatException">It cannot be filled in; the message says why.</exception>
    public Template Compile(string text, TextForm form) => Template.Compile(text, form, Names);

    /// <summary>
    /// Fills a text for nobody. The first filling under a locale reads its data, which takes tens of milliseconds: long enough to be a stall, so it is done before the load begins.
    /// </summary>
    public void WarmUp(Template template)
    {
        if (template.Literal is null)
        {
            template.Fill(For(0), 0, template.Extras);
        }
    }
}
