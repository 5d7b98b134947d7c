namespace Harness.Browser.Tests;

/// <summary>Tests of what a reader waits for, and of a real run: no other window beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
