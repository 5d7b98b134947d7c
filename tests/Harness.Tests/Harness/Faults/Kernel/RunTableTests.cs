using System.Diagnostics;
using Harness.Faults.Kernel;

namespace Harness.Tests.Faults.Kernel;

/// <summary>A table is removed only if its process is known to have ended.</summary>
public sealed class RunTableTests
{
    private const string LinuxOnly = "reads /proc: Linux only";

    [Theory]
    [InlineData("harness_0a1b2c3d_4026531836_4711_123456", true)]
    [InlineData("harness", false)]
    [InlineData("harness_rules", false)]
    [InlineData("harness_0a1b2c3d", false)]
    [InlineData("harness_0a1b2c3d_4026531836_4711", false)]
    [InlineData("harness_0a1b2c3d_4026531836_4711_123456_7", false)]
    [InlineData("harness_0A1B2C3D_4026531836_4711_123456", false)]
    [InlineData("harness_0a1b2c3d_4026531836_99999999999_123456", false)]
    [InlineData("my_harness_0a1b2c3d_4026531836_4711_123456", false)]
    [InlineData("docker", false)]
    public void Only_names_of_our_form_are_ours(string name, bool ours)
    {
        Assert.Equal(ours, RunTable.Parse(name) is not null);
        Assert.Equal(ours ? name : null, RunTable.Parse(name)?.Name);
    }

    [Fact]
    public void A_process_that_is_alive_keeps_its_table()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        RunTable own = RunTable.OfThisProcess("0a1b2c3d");

        Assert.False(RunTable.Parse(own.Name)!.IsLeftover());
        Assert.False((own with { Process = 1, Started = StartOf(1) }).IsLeftover());
    }

    [Fact]
    public async Task A_process_that_has_ended_or_whose_number_is_anothers_now_leaves_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        RunTable own = RunTable.OfThisProcess("0a1b2c3d");
        using Process ended = Process.Start("true");
        int id = ended.Id;
        await ended.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True((own with { Process = id }).IsLeftover());
        Assert.True((own with { Started = own.Started - 1 }).IsLeftover());
    }

    [Fact]
    public void A_process_of_another_namespace_cannot_be_seen_from_here_and_counts_as_alive()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        RunTable own = RunTable.OfThisProcess("0a1b2c3d");

        Assert.False((own with { PidNamespace = own.PidNamespace + 1, Started = own.Started - 1 }).IsLeftover());
    }

    private static long StartOf(int process) => long.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[19]);
}
