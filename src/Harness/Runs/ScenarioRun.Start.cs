using System.Collections.Immutable;
using Harness.Clients;
using Harness.Data;
using Harness.Faults;
using Harness.Faults.Kernel;
using Harness.Faults.Toxiproxy;
using Harness.Journal;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Scenarios;

namespace Harness.Runs;

/// <content>Everything that has to be there before the load begins.</content>
internal sealed partial class ScenarioRun
{
    private async Task StartAsync(CancellationToken cancellation)
    {
        _progress.Phase("starting");
        RolePlan roles = RolePlanner.Plan(_scenario, _plan.Peaks, _options, Machine.Read().DescriptorLimit);

        // Each role takes about half a second to start, so they start side by side.
        Task<(Uri Socket, Uri? Http)>[] nodesStart = _options.Target is { } given
            ? [Task.FromResult((given, _options.Poll))]
            : [.. Enumerable.Range(0, roles.Nodes).Select(i => StartTargetAsync(i, cancellation))];
        Task<Uri>[] proxiesStart = _options.Toxiproxies.IsEmpty
            ? [.. Enumerable.Range(0, roles.Proxies).Select(i => _roles.StartProxyAsync(i, _options.Seed, roles.SourceAddresses, cancellation))]
            : [.. _options.Toxiproxies.Select(Task.FromResult)];
        Task<IWorkerLink>[] workersStart = [.. Enumerable.Range(0, roles.Workers).Select(i => _roles.StartWorkerAsync(i, cancellation))];
        await Task.WhenAll([.. nodesStart, .. proxiesStart, .. workersStart]).ConfigureAwait(false);

        TlsSettings tls = _scenario.Populations.Select(population => population.Clients.Tls).FirstOrDefault(given => given is not null) ?? TlsSettings.Default;
        _target = new TargetAccess([.. (await Task.WhenAll(nodesStart).ConfigureAwait(false)).Select(node => new TargetNode(node.Socket, node.Http, tls))]);
        var data = new DataSource(_scenario.Data, _options.Seed, _scenario.Cohorts, _time);
        await Task.WhenAll(_scenario.Populations.SelectMany(population => _target.Nodes.Select(node => TargetProbe.CheckAsync(node.Socket, population.Clients, data, cancellation)))).ConfigureAwait(false);
        _hasControl = await _target.HasControlAsync(cancellation).ConfigureAwait(false);
        _hasPresence = await _target.HasPresenceAsync(cancellation).ConfigureAwait(false);
        if (_hasControl)
        {
            _orders = new TargetOrders(_target, (int)_options.Seed);
            await _orders.ConfigureAsync(_scenario, _secret, cancellation).ConfigureAwait(false);
        }

        _servers = [.. (await Task.WhenAll(proxiesStart).ConfigureAwait(false)).Select(api => new ToxiproxyClient(api))];
        // The run has asked whether they are there; what they can do is asked only where faults are made.
        _stock = !_options.Toxiproxies.IsEmpty && !_scenario.Faults.IsEmpty && await ToxiproxyProbe.AnyIsStockAsync(_options.Toxiproxies, cancellation).ConfigureAwait(false);
        // Not the process id: in containers every run may be number 1, and one that was killed has left its proxies behind.
        string run = Guid.NewGuid().ToString("N")[..8];
        if (_options.FaultBackend == FaultBackend.Kernel)
        {
            _filter = await PacketFilter.OpenAsync(run).ConfigureAwait(false);
        }

        _proxies = await CohortProxies.CreateAsync(
            _servers, $"{run}-{_scenario.Name}", _scenario.Cohorts,
            [.. _target.Nodes.Select(node => UpstreamOf(node.Socket, node))], [.. _target.Nodes.Select(node => UpstreamOf(node.Http, node))],
            cancellation, _options.ProxyListens).ConfigureAwait(false);

        ImmutableArray<IWorkerLink> links = [.. await Task.WhenAll(workersStart).ConfigureAwait(false)];
        TimeSpan armPatience = ((_scenario.Populations.Max(population => population.Clients.Policy.Heartbeat?.Interval) ?? TimeSpan.Zero) * 2) + TimeSpan.FromSeconds(5);
        _workers = new WorkerSet(links, armPatience, _time);
        ImmutableArray<WorkerPlan> plans = [.. WorkerPlans.Divide(_scenario, _plan, _target, _proxies, roles, links, _folder, _secret, _options.Pace)];
        _workerJournals = [.. plans.Select(plan => plan.JournalPath)];
        await _workers.PrepareAsync(plans, cancellation).ConfigureAwait(false);
    }

    /// <summary>host:port as the fault proxies see it. A HTTP side elsewhere has one name for everybody.</summary>
    private string UpstreamOf(Uri url, TargetNode node) =>
        _options.UpstreamAs is { } seen && url.Host == node.Socket.Host && url.Port == node.Socket.Port ? seen : $"{url.Host}:{url.Port}";

    private async Task<(Uri Socket, Uri? Http)> StartTargetAsync(int node, CancellationToken cancellation) =>
        await _roles.StartTargetAsync(node, _scenario.Target, _scenario.Topics.Count, cancellation).ConfigureAwait(false);
}
