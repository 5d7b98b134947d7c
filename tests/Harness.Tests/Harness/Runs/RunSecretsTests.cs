using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Cli;
using Harness.Tests.Reporting;
using Spectre.Console;

namespace Harness.Tests.Runs;

/// <summary>Values of the environment stand in nothing that a run leaves or says.</summary>
public sealed class RunSecretsTests
{
    private const string Secret = "zq9-<tok>&\"en\"/2b";

    private const string Text = """
        name: secret
        clients:
          preset: ping-timeout
          count: 10
          heartbeat: { interval: 1s, timeout: 1s }
          handshake: { headers: { Authorization: "Bearer ${env.HARNESS_SECRET_TEST}" }, query: { t: "{env:HARNESS_SECRET_TEST}" } }
        load:
          - ramp: { over: 1s }
        """;

    public RunSecretsTests() => Environment.SetEnvironmentVariable("HARNESS_SECRET_TEST", Secret);

    [Fact]
    public async Task Every_report_has_every_text_masked()
    {
        RunSecrets secrets = RunSecrets.Of([Scenario()]);
        // Into each text that a result has, whatever it is.
        RunResult planted = RunJson.WithTexts(SampleRuns.Failed(), text => $"{text} {Secret}");

        RunResult masked = secrets.Mask(planted);

        foreach (string report in (string[])[RunJson.Write(masked), JUnitReport.Write(masked), MarkdownSummary.Write(masked), await HtmlReport.RenderAsync(masked), Print(masked)])
        {
            Assert.Contains("***", report, StringComparison.Ordinal);
            Assert.DoesNotContain("zq9", report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_result_without_them_is_left_as_it_is()
    {
        RunResult result = SampleRuns.Failed();
        Assert.Same(result, RunSecrets.Of([Scenario()]).Mask(result));
    }

    [Fact]
    public async Task A_target_that_echoes_the_token_does_not_get_it_printed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> answering = EchoAsync(listener);

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() => HarnessRun.RunAsync(
            [new RunnableScenario(Scenario(), Text)], "secret", new RunOptions { Target = new Uri($"ws://{listener.LocalEndpoint}/socket"), Processes = false }, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains(Secret, await answering, StringComparison.Ordinal);
        Assert.Contains("401", e.Message, StringComparison.Ordinal);
        Assert.Contains("not valid: Bearer *** and ***", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("zq9", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_the_program()
    {
        using var work = new Workplace();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> answering = EchoAsync(listener);

        Ended ended = await Cli.HarnessProgram.RunAsync("run", work.Write("secret.yaml", Text), "--target", $"ws://{listener.LocalEndpoint}/socket", "--out", work.Out);

        await answering;
        Assert.Equal(3, ended.Code);
        Assert.Contains("Bearer ***", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("zq9", ended.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_a_probe()
    {
        using var work = new Workplace();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> answering = EchoAsync(listener);
        string file = work.Write("secret.yaml", Text + "\ntopics: { per_client: 0 }\nprotocol:\n  heartbeat: { send: hi, reply: { text: ho } }\n");

        Ended ended = await Cli.HarnessProgram.RunAsync("probe", file, "--target", $"ws://{listener.LocalEndpoint}/socket");

        await answering;
        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Contains("Bearer ***", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("zq9", ended.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_in_the_chat_room_has_secrets_too()
    {
        Environment.SetEnvironmentVariable("HARNESS_SECRET_TEXT", "what-is-said");
        Environment.SetEnvironmentVariable("HARNESS_SECRET_NAME", "who-says-it");
        Scenario room = Scenario() with { Clients = Scenario().Clients with { Handshake = new HandshakeSettings() }, Chat = new ChatSettings { Text = "${env.HARNESS_SECRET_TEXT}", Name = "${env.HARNESS_SECRET_NAME}" } };

        Assert.Equal(["HARNESS_SECRET_TEXT", "HARNESS_SECRET_NAME"], RunSecrets.VariablesOf(room));
    }

    private static Scenario Scenario()
    {
        LoadResult loaded = ScenarioFile.Parse(Text, "secret.yaml");
        Assert.Empty(loaded.Errors);
        return Assert.Single(loaded.Scenarios).Scenario;
    }

    private static string Print(RunResult result)
    {
        var text = new StringWriter();
        ConsoleSummary.Write(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) }), result, "index.html");
        return text.ToString();
    }

    /// <summary>Refuses with what it was given.</summary>
    private static async Task<string> EchoAsync(TcpListener listener)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using Socket socket = await listener.AcceptSocketAsync(token);
        byte[] buffer = new byte[4096];
        string request = Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, token));
        string authorization = request.Split("Authorization: ")[1].Split("\r\n")[0];
        string query = request.Split("t=")[1].Split(' ')[0];
        string body = $"not valid: {authorization} and {query}";
        await socket.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 401 Unauthorized\r\nContent-Length: {body.Length}\r\n\r\n{body}"), token);
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(buffer, token) > 0)
        {
        }

        return authorization;
    }
}
