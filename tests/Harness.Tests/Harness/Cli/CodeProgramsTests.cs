using System.Diagnostics;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Cli;

/// <summary>Programs of a single C# file: every one that ships compiles, and what one comes to is its exit code.</summary>
[Collection("processes")]
public sealed class CodeProgramsTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);
    private static readonly string _folder = Path.Combine(ShippedScenarios.Folder, "code");

    /// <summary>So many at a time: each has the compiler to wait for, and a run of its own to spoil.</summary>
    private static readonly SemaphoreSlim _places = new(2);

    private static readonly SideBySide<string> _cases = new(
        async one =>
        {
            await _places.WaitAsync();
            try
            {
                await (one == "page" ? CompilePageAsync() : one == "own" ? RunOwnAsync() : CompileAsync(one));
            }
            finally
            {
                _places.Release();
            }
        },
        [.. Directory.EnumerateFiles(_folder, "*.cs").Select(file => Path.GetFileName(file)), "page", "own"]);

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(_folder, "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>What these tests were built as, and the library with them.</summary>
    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    [Theory]
    [MemberData(nameof(Files))]
    public Task Every_file_compiles_without_a_warning(string file) => _cases.AskAsync(file);

    [Fact]
    public Task What_the_page_shows_compiles() => _cases.AskAsync("page");

    [Fact]
    public async Task One_that_ships_passes_with_a_few_clients()
    {
        await _cases.AskAsync("session.cs");
        using var work = new TemporaryFolder();
        Ended ended = await RunAsync(Path.Combine(_folder, "session.cs"), "--clients", "20", "--time-scale", "0.5", "--out", work.Path);
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("✓ custom.page.p99 <= 500ms", ended.Output, StringComparison.Ordinal);

        string report = await File.ReadAllTextAsync(Path.Combine(Directory.GetDirectories(work.Path).Single(), "index.html"), TestContext.Current.CancellationToken);
        Assert.Contains("new CustomAssertion(&quot;every client got to its pages&quot;", report, StringComparison.Ordinal);
    }

    [Fact]
    public Task An_assertion_in_code_that_does_not_hold_is_exit_code_1_and_bad_input_is_2() => _cases.AskAsync("own");

    private static async Task CompileAsync(string file)
    {
        Ended built = await BuildAsync(Path.Combine(_folder, file));
        Assert.True(built.Code == 0 && !built.Output.Contains("warning", StringComparison.Ordinal), built.ToString());
    }

    /// <summary>The first block is a program of its own, the second belongs into its scenario, and the last runs that as a test.</summary>
    private static async Task CompilePageAsync()
    {
        string root = Path.GetDirectoryName(ShippedScenarios.Folder)!;
        string page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "scenarios-in-csharp.md"), TestContext.Current.CancellationToken);
        string[] blocks = [.. page.Split("```csharp\n")[1..].Select(rest => rest.Split("```")[0])];
        Assert.Equal(3, blocks.Length);
        const string Assertions = "    Assertions = [";
        const string Last = "return await";
        string program = blocks[0]
            .Replace("../../src", Path.Combine(root, "src"), StringComparison.Ordinal)
            .Replace(Assertions, blocks[1] + Assertions, StringComparison.Ordinal)
            .Replace(Last, blocks[2] + Last, StringComparison.Ordinal);

        using var work = new TemporaryFolder();
        Ended built = await BuildAsync(work.Write("page.cs", program));
        Assert.True(built.Code == 0 && !built.Output.Contains("warning", StringComparison.Ordinal), built.ToString());
    }

    private static async Task RunOwnAsync()
    {
        using var work = new TemporaryFolder();
        string file = work.Write("own.cs", $$"""
            #:project {{Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "src", "Harness", "Harness.csproj")}}
            #:property PublishAot=false
            using Harness;
            using Harness.Judging;
            using Harness.Scenarios;
            using Harness.Scenarios.Stages;

            var sound = new Scenario
            {
                Name = "sound",
                Clients = new ClientSettings { Count = 10, Policy = Presets.HeartbeatRounds },
                Load = [new RampStage { Over = 200.Milliseconds }, new HoldStage { For = 1.Seconds }],
                Drain = 100.Milliseconds,
                Assertions = ["clients.never_opened == 0"],
                Checks = [new CustomAssertion("there are eleven", result => result.Clients == 11 ? CheckResult.Pass() : CheckResult.Fail($"there are {result.Clients}"))],
            };
            var wrong = sound with { Name = "wrong", Cohorts = 0, Assertions = ["clients.never_open == 0", "false_alarms = 0"] };
            return await HarnessProgram.RunAsync(args, Environment.GetEnvironmentVariable("WRONG") is null ? [sound] : [sound, wrong]);
            """);
        Ended built = await BuildAsync(file);
        Assert.True(built.Code == 0, built.ToString());

        Ended failed = await RunAsync(file, "--out", work.In("reports"));
        Assert.True(failed.Code == 1, failed.ToString());
        Assert.Contains("✗ there are eleven ", failed.Output, StringComparison.Ordinal);

        Ended refused = await DotnetAsync(work.Path, [("WRONG", "1")], "run", "--no-build", "-c", Configuration, file);
        Assert.True(refused.Code == 2, refused.ToString());
        Assert.Contains("wrong: cohorts must be at least 1, but is 0", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong: assertions[0] has the unknown metric \"clients.never_open\"; did you mean \"clients.never_opened\"?", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong: assertions[1] has the unknown operator \"=\"", refused.Errors, StringComparison.Ordinal);

        Ended mistyped = await RunAsync(file, "--cleints", "3");
        Assert.True(mistyped.Code == 2, mistyped.ToString());
        Assert.Contains("did you mean '--clients'?", mistyped.Errors, StringComparison.Ordinal);

        Ended helped = await RunAsync(file, "--help");
        Assert.True(helped.Code == 0 && helped.Output.Contains("--time-scale", StringComparison.Ordinal) && helped.Output.Contains("sound", StringComparison.Ordinal), helped.ToString());
    }

    /// <summary>With the library that these tests were built with, as it is.</summary>
    private static Task<Ended> BuildAsync(string file) =>
        DotnetAsync(Path.GetTempPath(), [], "build", file, "-c", Configuration, "-v", "q", "-nologo", "-p:BuildProjectReferences=false", "-p:RunAnalyzers=false");

    /// <summary>An answer that is none (4: the machine was in the way) is asked for again.</summary>
    private static async Task<Ended> RunAsync(string file, params string[] arguments)
    {
        Ended ended;
        int tries = 0;
        do
        {
            ended = await DotnetAsync(Path.GetTempPath(), [], ["run", "--no-build", "-c", Configuration, file, "--", .. arguments]);
        }
        while (ended.Code == 4 && ++tries < 4);
        return ended;
    }

    private static async Task<Ended> DotnetAsync(string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment.Remove("GITHUB_ACTIONS");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        // A build server that stays would hold the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience, TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, await output.WaitAsync(_patience, TestContext.Current.CancellationToken), await errors.WaitAsync(_patience, TestContext.Current.CancellationToken));
    }
}
