using Harness.Scenarios;

namespace Harness.Faults;

/// <summary>One kind of fault: one file in Kinds/, one line in <see cref="FaultRegistry"/>, one test.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Meaning">One line for <c>harness faults</c>.</param>
/// <param name="Settings">The kind's own keys beside at, for, share and path, with unit and default.</param>
/// <param name="Example">A line of YAML that works.</param>
public sealed record FaultKind(string Name, string Meaning, string Settings, string Example);
