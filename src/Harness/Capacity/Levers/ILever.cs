using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>What a search varies from step to step. A new one is a file beside this and a line in <see cref="LeverRegistry"/>.</summary>
public interface ILever
{
    /// <summary>The name behind <c>--vary</c>.</summary>
    string Name { get; }

    /// <summary>What a level counts, in the plural: <c>clients</c>, <c>messages/s</c>.</summary>
    string Unit { get; }

    /// <summary>One of it, as costs are given by: <c>client</c>.</summary>
    string One { get; }

    /// <summary>One line for help and docs.</summary>
    string Meaning { get; }

    /// <summary>What a scenario must have for it.</summary>
    string Needs { get; }

    /// <summary>The scenario's own level; null: it has none of it to vary.</summary>
    long? Of(Scenario scenario);

    /// <summary>The least level that makes sense. At least 1.</summary>
    long Least(Scenario scenario);

    /// <summary>The scenario at another level. Time may have been scaled before: a rate is one of real time.</summary>
    Scenario At(Scenario scenario, long level);
}
