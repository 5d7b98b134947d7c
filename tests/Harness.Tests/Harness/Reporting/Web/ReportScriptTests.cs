using Harness.Reporting.Html;
using Harness.Tests.Peers;

namespace Harness.Tests.Reporting.Web;

/// <summary>The page's script has tests of its own, in its own language; what it does in a page is looked at by tests/Harness.Browser.Tests.</summary>
public sealed class ReportScriptTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Installed as builds do it, so that neither takes the packages from under the other.</summary>
    private static readonly NodePackage _package = new("../src/Harness/Reporting/Web", "node", "build.mjs");

    [Fact]
    public async Task Its_types_are_right_and_its_own_tests_pass()
    {
        await _package.InstallAsync();

        (int code, string output) = await _package.RunAsync("npm", ["test"], _patience);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task It_is_in_the_program_where_there_is_node()
    {
        await _package.InstallAsync();

        Assert.NotNull(PageScript.Text);
    }
}
