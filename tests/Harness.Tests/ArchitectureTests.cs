using System.Reflection;
using System.Text.RegularExpressions;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Target;
using Harness.Tests.Scenarios;
using Harness.Toxiproxy;
using Harness.WebSockets;

namespace Harness.Tests;

/// <summary>
/// The direction of dependencies, in one table (design.md, Rooms): which areas may use which others. An area is a namespace with all below it
/// that has no line of its own; within itself it is free.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Harness"] = ["Harness.Cli", "Harness.Runs", "Harness.Scenarios"],
        ["Harness.Cli"] =
        [
            "Harness.Engines", "Harness.Runs", "Harness.Dashboard", "Harness.Telemetry", "Harness.Capacity", "Harness.Capacity.Probing", "Harness.Comparing", "Harness.History", "Harness.Reporting", "Harness.Judging", "Harness.Faults", "Harness.Load", "Harness.Clients", "Harness.Data", "Harness.Journal", "Harness.Metrics", "Harness.Timing",
            "Harness.Scenarios", "Harness.Scenarios.Files", "Harness.Scenarios.Files.Config", "Harness.Simulation", "Harness.Target", "Harness.Toxiproxy",
        ],
        ["Harness.Engines"] = ["Harness.Runs", "Harness.Load", "Harness.Judging", "Harness.Clients", "Harness.Journal", "Harness.Scenarios", "Harness.Timing"],
        ["Harness.Dashboard"] = ["Harness.Runs", "Harness.Reporting", "Harness.Judging", "Harness.Scenarios", "Harness.Journal", "Harness.Metrics"],
        ["Harness.Telemetry"] = ["Harness.Runs", "Harness.Reporting", "Harness.Judging", "Harness.Scenarios", "Harness.Journal", "Harness.Metrics"],
        ["Harness.Simulation"] =
        [
            "Harness.Judging", "Harness.Faults", "Harness.Clients", "Harness.Journal", "Harness.Metrics", "Harness.Timing", "Harness.Seeding",
            "Harness.Scenarios", "Harness.Scenarios.Files", "Harness.Scenarios.Files.Config",
        ],
        ["Harness.Capacity.Probing"] =
        [
            "Harness.Capacity", "Harness.Runs", "Harness.Reporting", "Harness.Judging", "Harness.Journal", "Harness.Metrics", "Harness.Timing", "Harness.Clients", "Harness.Data",
            "Harness.Scenarios", "Harness.Scenarios.Files",
        ],
        ["Harness.Runs"] =
        [
            "Harness.Reporting", "Harness.History", "Harness.Judging", "Harness.Faults", "Harness.Load", "Harness.Clients", "Harness.Data", "Harness.Journal", "Harness.Metrics", "Harness.Timing", "Harness.Seeding",
            "Harness.Scenarios", "Harness.Scenarios.Files", "Harness.Target", "Harness.Toxiproxy", "Harness.WebSockets",
        ],
        ["Harness.History"] = ["Harness.Reporting", "Harness.Judging", "Harness.Metrics"],
        ["Harness.Comparing"] = ["Harness.Judging", "Harness.Metrics"],
        ["Harness.Reporting"] = ["Harness.Capacity", "Harness.Comparing", "Harness.Judging", "Harness.Metrics", "Harness.Simulation"],
        ["Harness.Capacity"] = ["Harness.Judging", "Harness.Clients", "Harness.Metrics", "Harness.Scenarios"],
        ["Harness.Judging"] = ["Harness.Clients", "Harness.Journal", "Harness.Metrics", "Harness.Scenarios", "Harness.Timing"],
        ["Harness.Load"] = ["Harness.Data", "Harness.Clients", "Harness.Journal", "Harness.Metrics", "Harness.Scenarios", "Harness.Seeding", "Harness.Timing"],
        ["Harness.Faults"] = ["Harness.Scenarios", "Harness.Scenarios.Files.Config", "Harness.Journal", "Harness.Timing"],
        ["Harness.Scenarios.Files"] = ["Harness.Data", "Harness.Scenarios", "Harness.Scenarios.Files.Config", "Harness.Clients", "Harness.Faults", "Harness.Metrics"],
        ["Harness.Scenarios.Files.Config"] = [],
        ["Harness.Scenarios"] = ["Harness.Scenarios.Files.Config", "Harness.Data", "Harness.Clients", "Harness.Metrics", "Harness.Seeding", "Harness.Timing"],
        ["Harness.Clients"] = ["Harness.Data", "Harness.Journal", "Harness.Metrics", "Harness.Seeding", "Harness.Timing", "Harness.WebSockets"],
        ["Harness.Data"] = ["Harness.Scenarios.Files.Config", "Harness.Seeding"],
        ["Harness.Journal"] = [],
        ["Harness.Metrics"] = [],
        ["Harness.Seeding"] = [],
        ["Harness.Timing"] = [],
        ["Harness.Target"] = ["Harness.WebSockets"],
        ["Harness.Toxiproxy"] = ["Harness.WebSockets"],
        ["Harness.WebSockets"] = [],
    };

    private static readonly Assembly[] _assemblies =
        [typeof(Scenario).Assembly, typeof(TargetServer).Assembly, typeof(ToxiproxyServer).Assembly, typeof(FrameParser).Assembly];

    [Fact]
    public void Every_use_of_one_area_by_another_is_in_the_table()
    {
        var uses = from type in _assemblies.SelectMany(assembly => assembly.GetTypes())
                   where IsOurs(type)
                   from used in TypeUses.Of(type)
                   where IsOurs(used)
                   let @from = AreaOf(type)
                   let to = AreaOf(used)
                   where @from != to && !_mayUse[@from].Contains(to)
                   select $"{@from} may not use {to}, but {type} uses {used}";

        Assert.Empty(uses);
    }

    [Fact]
    public void The_table_has_no_cycle()
    {
        var done = new HashSet<string>();
        foreach (string area in _mayUse.Keys)
        {
            Visit(area, []);
        }

        void Visit(string area, string[] path)
        {
            Assert.False(path.Contains(area), string.Join(" → ", [.. path, area]));
            if (!done.Contains(area))
            {
                Array.ForEach(_mayUse[area], next => Visit(next, [.. path, area]));
                done.Add(area);
            }
        }
    }

    [Fact]
    public void Target_proxy_and_codec_reference_nothing_of_the_rest()
    {
        Assert.Subset(new HashSet<string> { "Harness.WebSockets" }, References(typeof(TargetServer)));
        Assert.Subset(new HashSet<string> { "Harness.WebSockets" }, References(typeof(ToxiproxyServer)));
        Assert.Empty(References(typeof(FrameParser)));

        static HashSet<string> References(Type type) =>
            [.. type.Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Harness", StringComparison.OrdinalIgnoreCase))];
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        string source = Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "src");
        string[] files = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => !BuildOutput().IsMatch(file))];

        Assert.InRange(files.Length, 100, 10_000);
        Assert.All(files, file =>
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(source, file))!.Replace(Path.DirectorySeparatorChar, '.');
            if (Namespace().Match(File.ReadAllText(file)) is { Success: true } declared)
            {
                Assert.Equal(folder, declared.Groups[1].Value);
            }
        });
    }

    [Theory]
    [InlineData(typeof(UsesByBase))]
    [InlineData(typeof(UsesByField))]
    [InlineData(typeof(UsesInABody))]
    [InlineData(typeof(UsesByGeneric))]
    public void A_use_is_seen_wherever_it_is(Type type) => Assert.Contains(typeof(JournalFormatException), TypeUses.Of(type));

    private static bool IsOurs(Type type) => type.Namespace is { } name && (name == "Harness" || name.StartsWith("Harness.", StringComparison.Ordinal));

    private static string AreaOf(Type type)
    {
        string name = type.Namespace!;
        while (!_mayUse.ContainsKey(name) || (name == "Harness" && type.Namespace != "Harness"))
        {
            int dot = name.LastIndexOf('.');
            Assert.True(dot > 0, $"{type.Namespace} has no line in the table");
            name = name[..dot];
        }

        return name;
    }

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    private abstract class UsesByBase : IComparable<JournalFormatException>
    {
        public int CompareTo(JournalFormatException? other) => 0;
    }

    private abstract class UsesByField
    {
        public JournalFormatException[]? Field { get; set; }
    }

    private abstract class UsesInABody
    {
        public static bool Is(object value) => value is JournalFormatException;
    }

    private abstract class UsesByGeneric
    {
        public static bool Is(object value) => value is List<JournalFormatException>;
    }
}
