using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>A preset that plays a listing takes only what the listing has a value for: anything else would change what is judged, but not what is played.</summary>
internal static class Listing
{
    public static void Refuse(ConfigSection section, ClientPreset preset, string[] allowed)
    {
        foreach ((string key, ConfigValue value) in section.Given)
        {
            if (!allowed.Contains(key))
            {
                value.Error($"does not apply: {preset.Name} plays its listing, which has values for {Nearest.Join(allowed, "and")}");
            }
        }
    }
}
