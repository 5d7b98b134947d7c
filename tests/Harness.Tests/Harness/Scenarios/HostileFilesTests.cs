using System.Diagnostics;
using System.Text;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary>Files that are meant to hang a reader, or to fill its memory or stack: each is an error, soon.</summary>
public sealed class HostileFilesTests : IDisposable
{
    /// <summary>Each takes well under a second by itself; other builds may run on the machine.</summary>
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Texts => new()
    {
        { "a megabyte of keys", Repeat("k{0}: 1\n", 90_000), "has 90000 keys, and at most 1000 are read" },
        { "a hundred thousand lines of one text", "name:\n" + Repeat("  a\n", 100_000), "name must be 1 to 64 letters, digits, '-' and '_', but is \"a a a" },
        { "a hundred thousand comments", Repeat("# {0}\n", 100_000), "is empty" },
        { "ten thousand faults", BrokenScenarios.Sound.Replace("faults:\n", "faults:\n" + Repeat("  - silent-drop: {{ at: 1s, for: 1s, share: 10% }}\n", 10_000), StringComparison.Ordinal), "faults has 10001 items, and at most 1000 are read" },
        { "ten thousand assertions", BrokenScenarios.Sound + Repeat("  - false_alarms == 0\n", 10_000), "assertions has 10002 items, and at most 1000 are read" },
        { "ten thousand stages", BrokenScenarios.Sound.Replace("load:\n", "load:\n" + Repeat("  - hold: {{ for: 1s }}\n", 10_000), StringComparison.Ordinal), "load has 10002 items, and at most 1000 are read" },
        { "a thousand wrong faults", BrokenScenarios.Sound.Replace("faults:\n", "faults:\n" + Repeat("  - silent-dorp: {{ at: {0} }}\n", 990), StringComparison.Ordinal), "faults[0].silent-dorp is not known" },
        { "flow nested ten thousand deep", "name: " + new string('[', 10_000) + new string(']', 10_000), "is nested deeper than 16 levels" },
        { "flow nested and never closed", new string('{', 300_000), "is nested deeper than 16 levels" },
        { "blocks nested a thousand deep", string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "a:\n")), "is nested deeper than 16 levels" },
        { "lists nested ten thousand deep", string.Concat(Enumerable.Repeat("- ", 10_000)) + "a", "is nested deeper than 16 levels" },
        { "aliases that explode", "a: &a [x, x, x, x, x, x, x, x, x]\n" + Repeat("b{0}: &b{0} [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n", 30), "anchors (&name) and aliases (*name) are not read" },
        { "a merge key", "a: &a { b: 1 }\nc: { <<: *a }\n", "anchors (&name) and aliases (*name) are not read" },
        { "one text of a megabyte", "name: " + new string('x', 900_000), "name must be 1 to 64 letters, digits, '-' and '_', but is \"xxx" },
        { "one key of a megabyte", new string('x', 900_000) + ": 1", "is not YAML" },
        { "one quoted key", "\"" + new string('x', 900_000) + "\": 1", "" },
        { "an assertion of a megabyte", BrokenScenarios.Sound + "  - " + new string('x', 900_000), "has the unknown metric \"xxx" },
        { "an assertion of operators", BrokenScenarios.Sound + "  - false_alarms " + new string('<', 900_000) + " 1", "has the unknown operator" },
        { "a number of a megabyte", BrokenScenarios.Sound.Replace("count: 100", "count: " + new string('9', 900_000), StringComparison.Ordinal), "clients.count must be a whole number" },
        { "documents without end", Repeat("---\na{0}: 1\n", 50_000), "holds more than one YAML document" },
        { "a block scalar", "name: |\n" + Repeat("  line {0}\n", 60_000), "name must be 1 to 64 letters" },
        { "colons", new string(':', 500_000), "" },
        { "dashes", Repeat("-\n", 300_000), "" },
        { "question marks", string.Concat(Enumerable.Repeat("? ", 200_000)), "is nested deeper than 16 levels" },
        { "quotes that never end", "name: \"" + Repeat("a\n", 300_000), "is not YAML" },
        { "a NUL in the middle", BrokenScenarios.Sound.Replace("faults:", "\0faults:", StringComparison.Ordinal), ":11: is not YAML: it has the control character U+0000" },
        { "an escape character", "name: a\u001b[31m\n", ":1: is not YAML: it has the control character U+001B" },
        { "tabs for indentation", "clients:\n\tcount: 3\n", "is not YAML" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_is_refused_soon(string what, string text, string message)
    {
        Assert.True(text.Length <= 1_000_000 && what.Length > 0);
        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Parse(text, "f.yaml").Errors]);

        Assert.NotEmpty(errors);
        Assert.Contains(errors, error => error.Contains(message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.True(error.Length < 1_500, error));
    }

    [Theory]
    [InlineData("with a mark", true)]
    [InlineData("without", false)]
    public async Task Text_in_sixteen_bits(string what, bool mark)
    {
        string file = _folder.In("wide.yaml");
        File.WriteAllText(file, BrokenScenarios.Sound, new UnicodeEncoding(bigEndian: false, byteOrderMark: mark));

        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Load([file]).Errors]);

        // YAML allows UTF-16; without a mark nothing tells it from text with NULs in it.
        Assert.True(what.Length > 0);
        Assert.Equal(mark ? [] : [$"{file}:1: is not YAML: it has the control character U+0000"], errors);
    }

    [Theory]
    [InlineData("\uFEFF", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("\uFEFF", "\r\n")]
    public void What_editors_of_other_systems_write_is_read(string mark, string line)
    {
        string file = _folder.Write("f.yaml", mark + BrokenScenarios.Sound.Replace("\n", line, StringComparison.Ordinal));

        Assert.Empty(ScenarioFile.Load([file]).Errors);
    }

    [Fact]
    public async Task Devices_and_pipes_are_not_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices are files only on Unix");
        string pipe = await PipeAsync("pipe.yaml");
        File.CreateSymbolicLink(_folder.In("zero.yaml"), "/dev/zero");
        Directory.CreateDirectory(_folder.In("folder.yaml"));

        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Load([pipe, _folder.In("zero.yaml"), "/dev/zero", "/dev/null", _folder.In("folder.yaml")]).Errors]);

        Assert.Equal(
            [
                $"{pipe}: is empty (pipes and devices are not read)",
                $"{_folder.In("zero.yaml")}: is empty (pipes and devices are not read)",
                "/dev/zero: is empty (pipes and devices are not read)",
                "/dev/null: is empty (pipes and devices are not read)",
                $"{_folder.In("folder.yaml")}: has no scenarios: no *.yaml or *.yml file in this folder or below",
            ],
            errors);
    }

    [Theory]
    [InlineData("link.yaml")]
    [InlineData("zero.yaml")]
    [InlineData("pipe.yaml")]
    public async Task A_protocol_is_read_from_files_alone(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices are files only on Unix");
        File.CreateSymbolicLink(_folder.In("link.yaml"), await PipeAsync("pipe.yaml"));
        File.CreateSymbolicLink(_folder.In("zero.yaml"), "/dev/zero");

        string[] errors = await SoonAsync<string[]>(() => [.. ProtocolFile.Read(_folder.In(name), out _)]);

        Assert.Equal([$"{_folder.In(name)}: is empty (pipes and devices are not read)"], errors);
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("certificate")]
    [InlineData("key")]
    public async Task Certificates_and_keys_are_read_from_files_alone(string setting)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices are files only on Unix");
        string pipe = await PipeAsync("pipe.pem");
        File.CreateSymbolicLink(_folder.In("link.pem"), pipe);

        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Parse(
            BrokenScenarios.Sound.Replace("clients:\n", $"clients:\n  tls: {{ {(setting == "key" ? "certificate: f.pem, " : "")}{setting}: {_folder.In("link.pem")} }}\n", StringComparison.Ordinal), "f.yaml").Errors]);

        Assert.Contains(errors, error => error.EndsWith($"clients.tls.{setting} \"{_folder.In("link.pem")}\" is empty (pipes and devices are not read)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("data: { feeds: { row: link.csv } }\nload:\n", "1: data.feeds.row {0} is empty (pipes and devices are not read)")]
    [InlineData("load:\n  - replay: { file: link.csv }\n", "2: load[0].file cannot be used: {0} is empty (pipes and devices are not read)")]
    public async Task A_feed_and_a_replay_are_read_from_files_alone(string load, string error)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices are files only on Unix");
        File.CreateSymbolicLink(_folder.In("link.csv"), await PipeAsync("pipe.csv"));

        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Parse($"{load}  - hold: {{ for: 34s }}\nname: base\n", _folder.In("f.yaml")).Errors]);

        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, $"{_folder.In("f.yaml")}:{error}", _folder.In("link.csv")), errors);
    }

    [Fact]
    public async Task Rings_of_links_are_not_walked_round()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        _folder.Write("a/b/c/one.yaml", BrokenScenarios.Sound);
        for (int i = 0; i < 8; i++)
        {
            Directory.CreateSymbolicLink(_folder.In($"a/b/up{i}"), _folder.Path);
        }

        File.CreateSymbolicLink(_folder.In("ring.yaml"), _folder.In("gnir.yaml"));
        File.CreateSymbolicLink(_folder.In("gnir.yaml"), _folder.In("ring.yaml"));

        LoadResult result = await SoonAsync(() => ScenarioFile.Load([_folder.In("a"), _folder.In("ring.yaml")]));

        Assert.Equal("base", Assert.Single(result.Scenarios).Scenario.Name);
        Assert.StartsWith($"{_folder.In("ring.yaml")}: cannot be read: ", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_files_are_refused_before_one_is_read()
    {
        for (int i = 0; i < 10_000; i++)
        {
            File.Create(_folder.In($"{i}.yaml")).Dispose();
        }

        string profile = _folder.Write("p/profile.yaml", "profile: p\nscenarios:\n  - ..\n");

        string[] errors = await SoonAsync<string[]>(() => [.. ScenarioFile.Load([_folder.Path, profile]).Errors]);

        Assert.Equal(
            [
                $"{_folder.Path}: has 10001 scenario files, and at most 1000 are run together",
                $"{profile}:3: scenarios[0] \"..\" has 10001 scenario files, and at most 1000 are run together",
            ],
            errors);
    }

    [Fact]
    public void One_file_under_two_names_is_one_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        string file = _folder.Write("one.yaml", BrokenScenarios.Sound);
        File.CreateSymbolicLink(_folder.In("two.yaml"), file);

        LoadResult result = ScenarioFile.Load([_folder.Path]);

        Assert.Empty(result.Errors);
        Assert.Single(result.Scenarios);
    }

    private async Task<string> PipeAsync(string name)
    {
        using Process made = Process.Start("mkfifo", [_folder.In(name)]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
        return _folder.In(name);
    }

    private static async Task<T> SoonAsync<T>(Func<T> work) => await Task.Run(work, TestContext.Current.CancellationToken).WaitAsync(_deadline, TestContext.Current.CancellationToken);

    private static string Repeat(string line, int times)
    {
        var text = new StringBuilder();
        for (int i = 0; i < times; i++)
        {
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, line, i);
        }

        return text.ToString();
    }
}
