using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Harness.Tests.Contract;

/// <summary>Whose server a case runs against.</summary>
public enum ServerKind
{
    /// <summary>Ours, started for the case.</summary>
    Embedded,

    /// <summary>The stock server at <c>TOXIPROXY_URL</c>.</summary>
    Stock,
}

/// <summary>
/// A case of the contract: it runs with the same expectations against the embedded server, always, and against a stock one where
/// <c>TOXIPROXY_URL</c> names one. Its arguments follow the server's kind.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ContractAttribute(params object[] arguments) : DataAttribute
{
    private ServerKind? _only;

    /// <summary>The one server that can pass; on the other the case is skipped with the reason.</summary>
    public ServerKind Only
    {
        get => _only ?? throw new InvalidOperationException("Both can pass");
        set => _only = value;
    }

    /// <summary>Why only that one can.</summary>
    public string? Because { get; set; }

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        if (_only is null != Because is null)
        {
            throw new InvalidOperationException($"{testMethod.Name}: Only and Because go together");
        }

        ServerKind[] kinds = ContractServer.StockUri is null ? [ServerKind.Embedded] : [ServerKind.Embedded, ServerKind.Stock];
        return new([.. kinds.Select(kind => (ITheoryDataRow)new TheoryDataRow([kind, .. arguments])
        {
            Skip = _only is { } only && only != kind ? $"{only} only: {Because}" : null,
        })]);
    }
}
