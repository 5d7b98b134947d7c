using System.Security.Cryptography;
using System.Text;

namespace Harness.Reporting.Html;

/// <summary>The page's script: <c>../Web</c>, bundled by the build where Node is there. Without it every figure is still drawn.</summary>
public static class PageScript
{
    /// <summary>What stands in the page's one script element; null in a program that was built without Node.</summary>
    public static string? Text { get; } = HtmlReport.FindAsset("report.js");

    /// <summary>The Content-Security-Policy (CSP Level 3, §6.1.11): this very script by its hash and nothing else that runs; nothing from elsewhere.</summary>
    /// <param name="live">Whether the page may also read the events of the server that it comes from.</param>
    public static string Policy(bool live)
    {
        string script = Text is null ? "" : $"; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
        return $"default-src 'none'; style-src 'unsafe-inline'; img-src data:{script}{(live ? "; connect-src 'self'" : "")}";
    }
}
