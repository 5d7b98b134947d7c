using Harness.Data;
using Harness.Judging;
using Harness.Reporting;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>The secrets of a run: the values of the environment variables that its scenarios use. Nothing that a run leaves, shows or throws has them.</summary>
internal sealed class RunSecrets
{
    private readonly SecretMask _mask;

    private RunSecrets(SecretMask mask) => _mask = mask;

    /// <summary>Those of these scenarios.</summary>
    public static RunSecrets Of(IEnumerable<Scenario> scenarios) => new(SecretMask.OfVariables(scenarios.SelectMany(VariablesOf).Distinct()));

    /// <summary>The result with every text masked.</summary>
    /// <typeparam name="T">A run's or a search's.</typeparam>
    public T Mask<T>(T result)
        where T : class => RunJson.WithTexts(result, _mask.Apply);

    /// <summary>The failure with its message masked; without its cause where there was something to mask, for a cause is printed too.</summary>
    public EnvironmentException Mask(EnvironmentException failure) => _mask.Finds(failure.ToString()) ? new EnvironmentException(_mask.Apply(failure.Message)) { TargetIsSilent = failure.TargetIsSilent } : failure;

    /// <summary>The same of any failure: one that is known stays what it is, for its exit code.</summary>
    public Exception Mask(Exception failure) => failure is EnvironmentException known ? Mask(known)
        : !_mask.Finds(failure.ToString()) ? failure
        : failure is UsageException ? new UsageException(_mask.Apply(failure.Message))
        : new InvalidOperationException(_mask.Apply(failure.ToString()));

    /// <summary>Runs, and masks what it throws.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && _mask.Finds(e.ToString()))
        {
            throw Mask(e);
        }
    }

    /// <summary>The environment variables that a scenario takes values from.</summary>
    public static IEnumerable<string> VariablesOf(Scenario scenario)
    {
        var names = new TemplateNames(scenario.Data);
        return ScenarioText.Of(scenario).SelectMany(text => text.TryCompile(names, out Template? template, out _) ? template.Variables : []);
    }
}
