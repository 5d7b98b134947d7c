namespace Harness.Tests.Scenarios;

/// <summary>The scenarios folder of the repository that these tests were built from.</summary>
internal static class ShippedScenarios
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Harness.sln")))
            {
                return Path.Combine(folder.FullName, "scenarios");
            }
        }

        throw new DirectoryNotFoundException($"no Harness.sln above {AppContext.BaseDirectory}");
    }
}
