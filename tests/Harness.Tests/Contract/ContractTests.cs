namespace Harness.Tests.Contract;

/// <summary>
/// The contract's cases run one after the other: <c>/reset</c> works on every proxy of a server, and the stock one is shared by all cases.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ContractTests
{
    internal const string Name = "contract";
}
