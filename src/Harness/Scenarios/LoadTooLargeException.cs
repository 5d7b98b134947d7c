namespace Harness.Scenarios;

/// <summary>A load turned out to have more sessions than a run can hold while it was laid down: lifetimes are drawn, so what a scenario says does not tell.</summary>
public sealed class LoadTooLargeException() : Exception($"the load has more than {LoadSize.MostSessions} sessions");
