using System.Data;
using Harness.Engines;
using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace Harness.NBomber;

/// <summary>Begins the load, and with it the faults, when NBomber starts its scenarios; its tables in NBomber's report are the verdict.</summary>
internal sealed class VerdictPlugin(HostedScenario hosted) : IWorkerPlugin
{
    private IBaseContext? _context;

    public string PluginName => "Harness";

    public Task Init(IBaseContext context, IConfiguration infraConfig)
    {
        _context = context;
        return Task.CompletedTask;
    }

#if NBOMBER_THRESHOLDS
    public Task Start(SessionStartInfo sessionInfo)
#else
    public Task Start()
#endif
    {
        // It is started for the warm-up of other scenarios, too.
        if (_context?.GetNodeInfo().CurrentOperation != OperationType.WarmUp)
        {
            hosted.Begin();
        }

        return Task.CompletedTask;
    }

    public Task<DataSet> GetStats(NodeStats stats) => Task.FromResult(hosted.Outcome is { } outcome ? VerdictTables.Of(outcome) : new DataSet());

    public string[] GetHints() => [];

    public Task Stop() => Task.CompletedTask;

    public void Dispose()
    {
        // What there is to end, WithClean has ended.
    }
}
