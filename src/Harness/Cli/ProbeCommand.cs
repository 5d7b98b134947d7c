using System.CommandLine;
using System.Globalization;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Cli;

/// <summary><c>harness probe</c>: one client's conversation with somebody's server, and what a scenario's protocol makes of each message.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "A scenario file with the block protocol.", Arity = ArgumentArity.ZeroOrOne };
        file.Validators.Add(Mistyped.RefuseOptions);
        var target = new Option<string?>("--target") { Description = "Socket URL of your server (ws://host:port/path, or wss://).", HelpName = "url" };
        var poll = new Option<string?>("--poll") { Description = "Base URL of your server's HTTP side; without it, the target's host at the root.", HelpName = "url" };
        Option<Duration> listen = Durations.Option("--for", TimeSpan.FromSeconds(5), "How long to listen for pushes.");
        var command = new TaughtCommand(
            "probe",
            "Talks to your server as one client would, and says what the scenario's protocol makes of each message.",
            """
            Exit codes: 0 all that the protocol names was understood, 2 a key is to be mended, 3 the server
            cannot be reached or does not answer.

            Try it: harness probe my-server.yaml --target ws://127.0.0.1:9100/live --poll http://127.0.0.1:9100/
            """)
        {
            file, target, poll, listen, CommonOptions.Seed,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            Uri socket = TargetUrl.Socket(parsed.GetValue(target) ?? throw new UsageException("probe needs --target ws://host:port/path."));
            Uri? http = parsed.GetValue(poll) is { } url ? TargetUrl.Poll(url) : null;
            Scenario scenario = Load(parsed.GetValue(file) ?? throw new UsageException("probe needs a scenario file with the block protocol: harness probe my-server.yaml --target ws://127.0.0.1:9100/live"));
            using var signals = new Signals();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellation);
            try
            {
                ProbeFindings found = await RunSecrets.Of([scenario]).GuardAsync(
                    () => TalkAsync(socket, http, scenario, parsed.GetValue(CommonOptions.Seed), parsed.GetValue(listen).Span, stop.Token)).ConfigureAwait(false);
                return Tell(found);
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    private static Scenario Load(string file)
    {
        LoadResult loaded = ScenarioFile.Load([file]);
        if (!loaded.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, loaded.Errors));
        }

        return loaded.Scenarios.FirstOrDefault(each => each.Scenario.Protocol is not null)?.Scenario
            ?? throw new UsageException($"{file} has no protocol to try: a block `protocol` says what your server speaks (docs/your-own-server.md).");
    }

    /// <summary>One conversation after the other, as a client of each population that talks differently.</summary>
    private static async Task<ProbeFindings> TalkAsync(Uri socket, Uri? http, Scenario scenario, ulong seed, TimeSpan listen, CancellationToken cancellation)
    {
        var all = new ProbeFindings([], [], []);
        foreach (Population population in ProtocolProbe.Voices(scenario))
        {
            string who = "";
            if (scenario.Populations.Length > 1)
            {
                who = $"as {population.Name}, ";
                Console.WriteLine($"As {population.Name} (preset {population.Clients.Policy.Preset}):");
            }

            ProbeFindings found = await new ProtocolProbe(socket, http, scenario, population, seed, TimeProvider.System, Show).RunAsync(listen, cancellation).ConfigureAwait(false);
            all = new ProbeFindings(
                [.. all.Wrong, .. found.Wrong.Select(each => who + each)], [.. all.Missing, .. found.Missing.Select(each => who + each)], [.. all.Unseen, .. found.Unseen.Select(each => who + each)]);
        }

        return all;
    }

    private static void Show(ProbeLine line) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{line.At.TotalSeconds,7:0.000} s  {(line.Sent ? "→" : "←")} {line.Text}{Environment.NewLine}             {line.Meaning}"));

    private static int Tell(ProbeFindings found)
    {
        foreach (string unseen in found.Unseen)
        {
            Console.WriteLine($"Not seen: {unseen}.");
        }

        foreach (string problem in found.Wrong.Concat(found.Missing))
        {
            Console.Error.WriteLine($"To mend: {problem}");
        }

        if (found.Wrong.IsEmpty && found.Missing.IsEmpty)
        {
            Console.WriteLine(found.Unseen.IsEmpty ? "All that the protocol names was understood." : "What came was understood.");
        }

        return !found.Wrong.IsEmpty ? ExitCodes.Usage : !found.Missing.IsEmpty ? ExitCodes.Environment : ExitCodes.Passed;
    }
}
