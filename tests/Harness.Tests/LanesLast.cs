using System.Reflection;
using Harness.Tests;
using Harness.Tests.Cli;
using Harness.Tests.Runs.Functional;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(LanesLast))]

namespace Harness.Tests;

/// <summary>
/// xUnit's framework with one rule more: two collections of small runs wait until the quick tests are through, and are then played side by side. Such runs mostly
/// wait; beside tests that take all there is they would stall, and an invalid run has to be played again.
/// <code>
///   commands ····· │ light runs ······· │ processes, runs, corpus, alone:
///   quick tests ·· │ waiting processes  │ one after the other
///   quick tests ·· │
/// </code>
/// </summary>
public sealed class LanesLast : XunitTestFramework
{
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, configFileName: null, assembly.GetName().Version));

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override async ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions, CancellationToken cancellationToken) =>
            await new Runner(testCases).Run(TestAssembly, testCases, executionMessageSink, executionOptions, cancellationToken);
    }

    private sealed class Runner(IReadOnlyCollection<IXunitTestCase> cases) : XunitTestAssemblyRunner
    {
        private static readonly string[] _lanes = [LightRunsCollection.Name, WaitingProcesses.Name];

        private readonly TaskCompletionSource _quickAreThrough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _quick = cases.Select(one => one.TestCollection).Where(IsQuick).Select(collection => collection.UniqueID).Distinct().Count();

        protected override async ValueTask<RunSummary> RunTestCollection(
            XunitTestAssemblyRunnerContext ctxt, IXunitTestCollection testCollection, IReadOnlyCollection<IXunitTestCase> testCases)
        {
            if (IsLane(testCollection) && Volatile.Read(ref _quick) > 0)
            {
                await _quickAreThrough.Task.WaitAsync(ctxt.CancellationTokenSource.Token);
            }

            try
            {
                return await base.RunTestCollection(ctxt, testCollection, testCases);
            }
            finally
            {
                if (IsQuick(testCollection) && Interlocked.Decrement(ref _quick) == 0)
                {
                    _quickAreThrough.SetResult();
                }
            }
        }

        private static bool IsLane(IXunitTestCollection collection) => _lanes.Contains(collection.TestCollectionDisplayName);

        private static bool IsQuick(IXunitTestCollection collection) => !collection.DisableParallelization && !IsLane(collection);
    }
}
