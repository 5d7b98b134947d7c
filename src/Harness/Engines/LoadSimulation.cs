using System.Globalization;

namespace Harness.Engines;

/// <summary>The kinds of load simulation that <see cref="LoadSimulations"/> makes, under NBomber's names.</summary>
public enum SimulationKind
{
    /// <summary>Copies are added or taken evenly until there are so many: the closed model.</summary>
    RampingConstant,

    /// <summary>So many copies are there, each repeating: the closed model.</summary>
    KeepConstant,

    /// <summary>So many copies come in each interval, each once: the open model.</summary>
    Inject,

    /// <summary>Nobody comes.</summary>
    Pause,
}

/// <summary>One load simulation as plain data.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Number">Copies of the closed model, or copies per <paramref name="Interval"/> of the open one; 0 for a pause.</param>
/// <param name="Interval">What <paramref name="Number"/> is per; zero where it is an absolute number.</param>
/// <param name="During">How long it lasts: whole seconds, at least one, and a multiple of the interval.</param>
public readonly record struct LoadSimulation(SimulationKind Kind, int Number, TimeSpan Interval, TimeSpan During)
{
    public static LoadSimulation RampTo(int copies, TimeSpan during) => new(SimulationKind.RampingConstant, copies, TimeSpan.Zero, during);

    /// <summary>None at all is a pause.</summary>
    public static LoadSimulation Keep(int copies, TimeSpan during) => copies == 0 ? Pause(during) : new(SimulationKind.KeepConstant, copies, TimeSpan.Zero, during);

    /// <summary>None at all is a pause.</summary>
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => rate == 0 ? Pause(during) : new(SimulationKind.Inject, rate, interval, during);

    public static LoadSimulation Pause(TimeSpan during) => new(SimulationKind.Pause, 0, TimeSpan.Zero, during);

    /// <summary>As NBomber's C# has it: <c>Inject(rate: 5, interval: 00:00:02, during: 00:00:30)</c>.</summary>
    public override string ToString() => Kind switch
    {
        SimulationKind.Pause => string.Create(CultureInfo.InvariantCulture, $"Pause(during: {During:c})"),
        SimulationKind.Inject => string.Create(CultureInfo.InvariantCulture, $"Inject(rate: {Number}, interval: {Interval:c}, during: {During:c})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Kind}(copies: {Number}, during: {During:c})"),
    };
}
