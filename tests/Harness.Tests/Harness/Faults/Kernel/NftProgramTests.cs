using Harness.Faults.Kernel;

namespace Harness.Tests.Faults.Kernel;

public sealed class NftProgramTests
{
    [Fact]
    public void It_is_the_first_of_its_name_in_a_list_of_folders()
    {
        string folder = Directory.CreateTempSubdirectory("harness-nft-").FullName;
        try
        {
            string first = Directory.CreateDirectory(Path.Combine(folder, "first")).FullName;
            string second = Directory.CreateDirectory(Path.Combine(folder, "second")).FullName;
            Assert.Null(NftProgram.Locate([first, second, "/no/such/folder"]));

            File.WriteAllText(Path.Combine(second, "nft"), "");
            Assert.Equal(Path.Combine(second, "nft"), NftProgram.Locate(["/no/such/folder", first, second]));

            File.WriteAllText(Path.Combine(first, "nft"), "");
            Assert.Equal(Path.Combine(first, "nft"), NftProgram.Locate([first, second]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_named()
    {
        KernelFilterException e = await Assert.ThrowsAsync<KernelFilterException>(() => new NftProgram("/no/such/nft").ApplyAsync(""));
        Assert.StartsWith("/no/such/nft cannot be started", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'Error: Could not process rule: Operation not permitted' >&2; exit 1", "lacks the capability CAP_NET_ADMIN")]
    [InlineData("echo 'Error: syntax error, unexpected newline' >&2; echo 'add rubbish' >&2; exit 1", "nft refused the rules: Error: syntax error, unexpected newline")]
    [InlineData("exit 7", "nft refused the rules: exit code 7")]
    public async Task What_it_refuses_is_told_in_one_line(string script, string said)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts sh: Linux only");

        KernelFilterException e = await Assert.ThrowsAsync<KernelFilterException>(() => new NftProgram("sh", "-c", script, "sh").ApplyAsync("rules\n"));

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
