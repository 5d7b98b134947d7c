using Harness.Clients;
using Harness.Faults;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

public sealed class ShippedScenariosTests
{
    [Fact]
    public void Every_file_loads_without_error_or_warning()
    {
        LoadResult result = ScenarioFile.Load([ShippedScenarios.Folder]);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(
            [
                "capacity/arrivals", "capacity/steady", "capacity/thirty-thousand",
                "chat/broadcast", "chat/chat-restart", "chat/chat-room", "chat/token-expiry", "chat/token-expiry-spread", "chat/tokens",
                "clients/ajax-polling", "clients/data", "clients/engine-io", "clients/frame-ping", "clients/lazy-reconnect", "clients/long-polling", "clients/server-ping",
                "clients/suspended", "clients/suspended-ping-timeout",
                "documents/close-codes", "documents/deferred-sends", "documents/first-heartbeat", "documents/lock-and-fallback", "documents/online-check", "documents/online-check-ignored",
                "documents/push-silence", "documents/rounds", "documents/server-ping-unanswered", "documents/tcp-keepalive-lost-state", "documents/tcp-keepalive-silent-drop",
                "faults/bandwidth-all", "faults/bandwidth-http", "faults/bandwidth-websocket", "faults/data-limit-all", "faults/data-limit-http",
                "faults/data-limit-websocket", "faults/flapping-all", "faults/flapping-http", "faults/half-open-all", "faults/half-open-http", "faults/idle-cutoff-all",
                "faults/idle-cutoff-http", "faults/latency-all", "faults/latency-http", "faults/one-way-drop-down-all", "faults/one-way-drop-down-http",
                "faults/one-way-drop-down-websocket", "faults/one-way-drop-up-all", "faults/one-way-drop-up-http", "faults/partition-all", "faults/partition-http",
                "faults/partition-long-all", "faults/partition-long-http", "faults/refuse-all", "faults/refuse-http", "faults/reset-all", "faults/reset-http",
                "faults/silent-drop-all", "faults/slicing-all", "faults/slicing-http", "faults/slicing-websocket", "faults/slow-close-all", "faults/slow-close-http",
                "faults/slow-close-websocket",
                "flawed/engine-io-together", "flawed/heartbeat-rounds-as-written", "flawed/heartbeat-rounds-connects-twice", "flawed/joewalnes-never-notices", "flawed/ping-timeout-as-written", "flawed/signalr-gives-up",
                "network/flapping", "network/half-open", "network/half-open-client", "network/http-outage", "network/idle-cutoff", "network/idle-cutoff-no-heartbeat",
                "network/latency", "network/one-way-drop", "network/partition", "network/partition-long", "network/ping-timeout", "network/refuse", "network/reset",
                "network/silent-drop",
                "servers/auth-refused", "servers/busy", "servers/idle-close", "servers/idle-close-heartbeat", "servers/lost-pushes", "servers/node-failure", "servers/restart",
                "servers/restart-stale-presence", "servers/server-heartbeat", "servers/zombie",
                "soak/working-hour",
                "storms/flash-crowd", "storms/restart-5000", "storms/restart-5000-no-jitter", "storms/slow-consumers", "storms/token-expiry-2000",
                "storms/token-expiry-2000-spread",
                "transports/transport-ajax-polling", "transports/transport-long-polling", "transports/transport-push",
            ],
            result.Scenarios.Select(loaded => $"{Path.GetFileName(Path.GetDirectoryName(loaded.Path))}/{loaded.Scenario.Name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_has_the_name_of_its_scenario() => Assert.All(
        ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios,
        loaded => Assert.Equal(loaded.Scenario.Name, Path.GetFileNameWithoutExtension(loaded.Path)));

    [Fact]
    public void Every_scenario_has_a_control_group_and_sees_that_all_clients_opened() => Assert.All(
        ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios,
        loaded =>
        {
            // What hits the server hits everybody, and who has a connection has no use for a port.
            Fault[] shared = [.. loaded.Scenario.Faults.Where(fault => FaultRegistry.Find(fault.Kind)!.HasShare && fault is not RefuseFault)];
            // Where one only makes another visible, that one leaves somebody out.
            Assert.True(shared is [] || shared.Any(fault => fault.Share < 1), loaded.Scenario.Name);
            // Who only polls has no socket to open.
            Assert.Equal(
                loaded.Scenario.Clients.Policy.Transport == ClientTransport.WebSocket,
                loaded.Scenario.Assertions.Any(assertion => assertion.Metric == MetricNames.NeverOpened));
        });

    [Fact]
    public void What_is_flawed_is_expected_to_fail_and_what_is_not_is_not() => Assert.All(
        ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios,
        loaded => Assert.Equal(
            loaded.Path.Contains("/flawed/", StringComparison.Ordinal) || loaded.Scenario.Name is "restart-stale-presence" or "restart-5000-no-jitter" or "token-expiry-2000" or "tcp-keepalive-lost-state" or "tcp-keepalive-silent-drop" or "online-check-ignored",
            !loaded.Scenario.Expect.IsEmpty));

    [Fact]
    public void Every_kind_of_fault_is_played_by_a_scenario()
    {
        string[] played = [.. ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios.SelectMany(loaded => loaded.Scenario.Faults).Select(fault => fault.Kind).Distinct()];

        Assert.Empty(FaultRegistry.All.Select(kind => kind.Name).Except(played));
    }

    [Theory]
    [InlineData(FaultPath.WebSocket)]
    [InlineData(FaultPath.Http)]
    [InlineData(FaultPath.All)]
    public void Every_kind_of_fault_that_has_a_path_is_played_on_each(FaultPath path)
    {
        IEnumerable<string> played = ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios.SelectMany(loaded => loaded.Scenario.Faults).Where(fault => fault.Path == path).Select(fault => fault.Kind);

        Assert.Empty(FaultRegistry.All.Where(kind => kind.HasPath).Select(kind => kind.Name).Except(played));
    }

    [Fact]
    public void The_smoke_profile_is_over_in_a_minute_and_the_nightly_one_in_an_hour_and_a_half()
    {
        Assert.InRange(TakesOf("smoke"), 0, 60);
        Assert.InRange(TakesOf("nightly"), 30 * 60, 90 * 60);

        // Two seconds for the roles to start and end, three at full size.
        static double TakesOf(string profile)
        {
            LoadResult loaded = ScenarioFile.Load([Path.Combine(ShippedScenarios.Folder, "profiles", $"{profile}.yaml")]);
            Assert.Empty(loaded.Errors);
            return loaded.Scenarios.Sum(each => ((each.Scenario.Duration + each.Scenario.Drain).TotalSeconds * (loaded.Settings.TimeScale ?? 1)) + (loaded.Settings.Clients is null ? 3 : 2));
        }
    }

    /// <summary>What <c>--profile</c> and the container read are the copies beside the program, with the files that they fill their texts from.</summary>
    [Fact]
    public void Every_profile_can_be_loaded_from_beside_the_program()
    {
        string[] profiles = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "scenarios", "profiles"), "*.yaml");
        Assert.NotEmpty(profiles);
        Assert.All(profiles, profile => Assert.Empty(ScenarioFile.Load([profile]).Errors));
    }

    [Fact]
    public void The_standard_profile_is_three_scenarios_of_2000_clients_that_leave_room_in_three_minutes()
    {
        LoadResult result = ScenarioFile.Load([Path.Combine(ShippedScenarios.Folder, "profiles", "standard.yaml")]);

        Assert.Empty(result.Errors);
        Scenario[] scenarios = [.. result.Scenarios.Select(loaded => loaded.Scenario)];
        Assert.Equal(["latency", "silent-drop", "half-open"], scenarios.Select(scenario => scenario.Name));
        Assert.All(scenarios, scenario => Assert.Equal(2000, scenario.Clients.Count));
        Assert.All(scenarios, scenario => Assert.True(scenario.Duration <= TimeSpan.FromSeconds(40)));
        Assert.All(scenarios, scenario => Assert.True(scenario.Drain <= TimeSpan.FromSeconds(3)));
        Assert.True(scenarios.Sum(scenario => (scenario.Duration + scenario.Drain).TotalSeconds) <= 120);
    }

    [Fact]
    public void The_transports_differ_in_nothing_but_their_clients()
    {
        LoadResult result = ScenarioFile.Load([Path.Combine(ShippedScenarios.Folder, "profiles", "transports.yaml")]);

        Assert.Empty(result.Errors);
        Scenario[] scenarios = [.. result.Scenarios.Select(loaded => loaded.Scenario)];
        Assert.Equal(["transport-ajax-polling", "transport-long-polling", "transport-push"], scenarios.Select(scenario => scenario.Name));
        Assert.All(scenarios, scenario => Assert.Equal(
            (scenarios[0].Clients.Count, scenarios[0].Topics, scenarios[0].Duration, scenarios[0].Drain, 0), (scenario.Clients.Count, scenario.Topics, scenario.Duration, scenario.Drain, scenario.Faults.Length)));
    }

    [Fact]
    public void The_table_of_the_readme_says_how_long_each_takes()
    {
        string readme = File.ReadAllText(Path.Combine(ShippedScenarios.Folder, "README.md"));

        Assert.All(ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios, loaded =>
        {
            string row = readme.Split('\n').Single(line => line.StartsWith($"| `{loaded.Scenario.Name}` |", StringComparison.Ordinal));
            Assert.EndsWith($"| {(loaded.Scenario.Duration + loaded.Scenario.Drain).TotalSeconds} s |", row, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_format_that_the_readme_shows_loads()
    {
        string readme = File.ReadAllText(Path.Combine(ShippedScenarios.Folder, "README.md"));
        string yaml = readme.Split("```yaml\n")[1].Split("```")[0];

        Assert.Empty(ScenarioFile.Parse(yaml, "README.md").Errors);
    }
}
