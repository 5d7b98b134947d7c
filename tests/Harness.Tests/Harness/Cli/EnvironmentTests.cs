namespace Harness.Tests.Cli;

/// <summary>What this machine or a peer cannot do: exit code 3, what is missing, what to do about it, no report folder.</summary>
[Collection("commands")]
public sealed class EnvironmentTests
{
    private const string Page = "<!DOCTYPE html><title>Somebody else</title>";

    [Theory]
    [InlineData("target")]
    [InlineData("proxy")]
    public async Task A_port_in_use(string role)
    {
        await using var other = new OtherServer();

        Ended ended = await HarnessProgram.RunAsync(role, "--port", $"{other.Port}");

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Contains($"127.0.0.1:{other.Port}", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("another port with --port", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task A_target_that_refuses()
    {
        using var place = new Workplace();

        await ImpossibleAsync(place, ["cannot be reached: Connection refused", "Is it running"], "--target", $"ws://127.0.0.1:{OtherServer.ClosedPort()}/socket");
    }

    [Theory]
    [InlineData("200 OK")]
    [InlineData("404 Not Found")]
    public async Task A_target_that_answers_without_an_upgrade(string status)
    {
        using var place = new Workplace();
        await using var other = new OtherServer($"HTTP/1.1 {status}\r\nContent-Length: {Page.Length}\r\n\r\n{Page}");

        await ImpossibleAsync(place, [$"answered the handshake with {status} instead of 101", Page], "--target", $"ws://127.0.0.1:{other.Port}/socket");
    }

    [Fact]
    public async Task A_refusal_is_shown_with_its_body_also_when_that_comes_in_a_packet_of_its_own()
    {
        using var place = new Workplace();
        await using var other = new OtherServer($"HTTP/1.1 403 Forbidden\r\nContent-Length: {Page.Length}\r\n\r\n", Page);

        await ImpossibleAsync(place, ["403 Forbidden instead of 101", Page], "--target", $"ws://127.0.0.1:{other.Port}/socket");
    }

    [Fact]
    public async Task A_target_that_speaks_something_else()
    {
        using var place = new Workplace();
        await using var other = new OtherServer("220 mail.example ESMTP\r\n\r\n");

        await ImpossibleAsync(place, ["did not answer with a WebSocket upgrade", "220 mail.example ESMTP"], "--target", $"ws://127.0.0.1:{other.Port}/socket");
    }

    [Fact]
    public async Task A_Toxiproxy_that_is_not_there()
    {
        using var place = new Workplace();

        await ImpossibleAsync(place, ["The Toxiproxy server http://127.0.0.1:", "Connection refused", "8474"], "--toxiproxy", $"http://127.0.0.1:{OtherServer.ClosedPort()}");
    }

    [Fact]
    public async Task A_Toxiproxy_that_is_something_else()
    {
        using var place = new Workplace();
        await using var other = new OtherServer($"HTTP/1.1 404 Not Found\r\nContent-Length: {Page.Length + 9}\r\nConnection: close\r\n\r\nNothing\r\n{Page}");

        await ImpossibleAsync(place, ["cannot be used", "404 Nothing"], "--toxiproxy", $"http://127.0.0.1:{other.Port}");
    }

    [Fact]
    public async Task A_Toxiproxy_elsewhere_where_the_kernel_of_this_machine_is_to_drop_packets()
    {
        using var place = new Workplace();

        await ImpossibleAsync(
            place, ["--fault-backend kernel cannot be used", "http://198.51.100.1:8474/ is elsewhere: leave --toxiproxy out"],
            "--fault-backend", "kernel", "--toxiproxy", "http://198.51.100.1:8474");
    }

    [Fact]
    public async Task No_right_to_filter_packets()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "packets are filtered on Linux only");
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.StartWithoutRights("run", place.Scenario, "--out", place.Out, "--fault-backend", "kernel");
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Matches("^--fault-backend kernel cannot be used: (this process lacks the capability CAP_NET_ADMIN: run as root|the program nft is not in PATH).*; or leave --fault-backend out[.]\n$", ended.Errors);
        place.AssertNothingStarted();
    }

    [Fact]
    public async Task The_doctor_says_whether_packets_can_be_filtered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "packets are filtered on Linux only");
        await using HarnessProgram program = HarnessProgram.StartWithoutRights("doctor");
        Ended without = await program.EndAsync();

        Assert.True(without.Code == 0, without.ToString());
        Assert.Matches("(?m)^kernel faults     not available: (this process lacks the capability CAP_NET_ADMIN|the program nft is not in PATH)", without.Output);
    }

    [Fact]
    public async Task Too_few_descriptors()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.StartLimited(350, "run", place.Scenario, "--out", place.Out);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Matches(@"60 clients need (\d+) descriptors in .*, but a process gets 350\. Raise the limit \(Linux and macOS: ulimit -n \1;", ended.Errors);
        Assert.Matches(@"or run at most \d+ clients \(--clients\)", ended.Errors);
        place.AssertNothingStarted();
    }

    [Fact]
    public async Task A_folder_for_reports_that_cannot_be_made()
    {
        using var place = new Workplace();
        string inTheWay = place.Write("file", "not a folder");

        Ended ended = await HarnessProgram.RunAsync("run", place.Scenario, "--out", inTheWay);

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Matches("The report folder .* cannot be made: .*Choose another with --out", ended.Errors);
    }

    private static async Task ImpossibleAsync(Workplace place, string[] says, params string[] arguments)
    {
        Ended ended = await HarnessProgram.RunAsync(["run", place.Scenario, "--out", place.Out, .. arguments]);

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.All(says, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        place.AssertNothingStarted();
    }
}
