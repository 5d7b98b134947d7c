using System.Globalization;
using Harness.Clients;
using Harness.Faults;
using Harness.Metrics;

namespace Harness.Tests.Cli;

[Collection("commands")]
public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("capacity")]
    [InlineData("check")]
    [InlineData("init")]
    [InlineData("schema")]
    [InlineData("profiles")]
    [InlineData("simulate")]
    [InlineData("report")]
    [InlineData("judge")]
    [InlineData("compare")]
    [InlineData("history")]
    [InlineData("history add")]
    [InlineData("probe")]
    [InlineData("target")]
    [InlineData("proxy")]
    [InlineData("worker")]
    [InlineData("doctor")]
    [InlineData("presets")]
    [InlineData("faults")]
    [InlineData("loads")]
    public async Task Every_help_teaches_by_examples(string command)
    {
        Ended ended = await HarnessProgram.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.Contains("Usage:", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"Try it: harness {command}".TrimEnd(), ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--owned", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("00:00:", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_commands_has_one_line_for_each()
    {
        Ended ended = await HarnessProgram.RunAsync("--help");

        string commands = ended.Output[ended.Output.IndexOf("Commands:", StringComparison.Ordinal)..ended.Output.IndexOf("Try it:", StringComparison.Ordinal)];
        Assert.Equal(19, commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task Version_is_a_number()
    {
        Ended ended = await HarnessProgram.RunAsync("--version");

        Assert.Equal(0, ended.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", ended.Output);
    }

    [Fact]
    public async Task Presets_lists_the_registry()
    {
        Ended ended = await HarnessProgram.RunAsync("presets");

        Assert.Equal(0, ended.Code);
        Assert.All(PresetRegistry.All, preset => Assert.Contains(preset.Name, ended.Output, StringComparison.Ordinal));
        Assert.All(ClientFlaws.All, flaw => Assert.Contains(flaw.Name, ended.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', ended.Output);
    }

    [Fact]
    public async Task Presets_says_all_about_one()
    {
        Ended ended = await HarnessProgram.RunAsync("presets", "engine-io-timing");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.All(["19.9–45 s", "capped after the jitter", "not played", "backo2.ts", "  preset: engine-io-timing\n"], text => Assert.Contains(text, ended.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Presets_suggests_the_nearest_to_a_name_that_there_is_not()
    {
        Ended ended = await HarnessProgram.RunAsync("presets", "engineio-timing");

        Assert.Equal(2, ended.Code);
        Assert.Contains("There is no preset \"engineio-timing\"; did you mean \"engine-io-timing\"?", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_lists_the_registries_of_faults_and_metrics()
    {
        Ended ended = await HarnessProgram.RunAsync("faults");

        Assert.Equal(0, ended.Code);
        Assert.All(FaultRegistry.All, kind => Assert.Contains(kind.Name, ended.Output, StringComparison.Ordinal));
        Assert.All(MetricNames.All, metric => Assert.Contains(metric.Name, ended.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', ended.Output);
    }

    [Fact]
    public async Task Doctor_prints_the_limits_of_its_process()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await using HarnessProgram program = HarnessProgram.StartLimited(1234, "doctor");
        Ended ended = await program.EndAsync();

        Assert.Equal(0, ended.Code);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"cores             {Environment.ProcessorCount}\n"), ended.Output, StringComparison.Ordinal);
        Assert.Contains("descriptors       1,234 per process", ended.Output, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", ended.Output, StringComparison.Ordinal);
        string[] ports = (await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", TestContext.Current.CancellationToken)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"ports             {ports[0]} to {ports[1]}", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rnu", "The command 'rnu' is not known; did you mean 'run'?", "harness --help")]
    [InlineData("scenarios/x.yaml", "to run a scenario: harness run scenarios/x.yaml", "harness --help")]
    [InlineData("--clinets 3", "The option '--clinets' is not known; did you mean '--clients'?", "harness --help")]
    [InlineData("run --clinets 3", "The option '--clinets' is not known; did you mean '--clients'?", "harness run --help")]
    [InlineData("run --target", "Required argument missing for option: '--target'", "harness run --help")]
    [InlineData("target --prot 1", "The option '--prot' is not known; did you mean '--port'?", "harness target --help")]
    [InlineData("target --port 99999", "--port must be a whole number from 0 to 65,535, but is '99999'", "harness target --help")]
    [InlineData("proxy --port x", "--port must be a whole number from 0 to 65,535, but is 'x'", "harness proxy --help")]
    [InlineData("worker --for 5", "--for must be a duration such as 12s or 250ms, but is \"5\", which has no unit", "harness worker --help")]
    [InlineData("worker --for -5s", "--for must be more than 0, but is -5s", "harness worker --help")]
    public async Task A_mistyped_word_is_named_and_help_pointed_at(string words, string message, string help)
    {
        Ended ended = await HarnessProgram.RunAsync(words.Split(' '));

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Empty(ended.Output);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.EndsWith($"See {help}.\n", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(2, ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("proxy --host nowhere", "Host must be an IP address or localhost, but is 'nowhere'.")]
    [InlineData("target --host nowhere", "Host must be an IP address, but is 'nowhere'.")]
    [InlineData("probe nothing.yaml", "probe needs --target ws://host:port/path.")]
    [InlineData("probe nothing.yaml --target ws://127.0.0.1:1/", "nothing.yaml: does not exist")]
    [InlineData("worker", "worker needs --target ws://host:port/path.")]
    [InlineData("worker --target ws://127.0.0.1:1/ --preset nobody", "There is no preset \"nobody\"; known are heartbeat-rounds")]
    [InlineData("worker --target ws://127.0.0.1:1/ --preset ajax-polling", "ajax-polling has no socket to hold")]
    public async Task A_value_that_cannot_be_is_refused_in_one_line(string words, string message)
    {
        Ended ended = await HarnessProgram.RunAsync(words.Split(' '));

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.StartsWith(message, ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
