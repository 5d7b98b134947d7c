using Harness.Journal;

namespace Harness.Faults;

/// <summary>How a kind of fault is made. One per kind, listed in <see cref="FaultRecipes"/>.</summary>
public interface IFaultRecipe
{
    /// <summary>What it is made with.</summary>
    FaultBackend Backend { get; }

    /// <summary>Switches the fault on; when it returns, the onset is recorded for every cohort.</summary>
    Task BeginAsync(FaultScene scene, CancellationToken cancellation);

    /// <summary>Takes the fault away; when it returns, the removal is recorded. Never called for an event.</summary>
    Task EndAsync(FaultScene scene, CancellationToken cancellation);
}
