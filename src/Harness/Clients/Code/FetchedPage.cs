namespace Harness.Clients.Code;

/// <summary>The answer to <see cref="CodeSession.FetchAsync"/>, whatever its status.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body as text.</param>
public sealed record FetchedPage(int Status, string Body)
{
    /// <summary>Whether the status is one of 200 to 299.</summary>
    public bool IsOk => Status is >= 200 and < 300;
}
