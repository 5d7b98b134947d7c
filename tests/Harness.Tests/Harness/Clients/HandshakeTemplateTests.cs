using Harness.Clients;
using Harness.Data;

namespace Harness.Tests.Clients;

public sealed class HandshakeTemplateTests
{
    private static readonly DataSource _source = new(new DataSettings(), 42, cohorts: 10, TimeProvider.System);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{client}/{id}/{cohort}/{seed}", "17/c17/7/42")]
    [InlineData("{{\"id\":\"{id}\"}}", "{\"id\":\"c17\"}")]
    [InlineData("{{{client}}}", "{17}")]
    [InlineData("a$", "a$")]
    [InlineData("$$", "$$")]
    [InlineData("a{{b}} $", "a{b} $")]
    public void The_older_form_is_still_read(string text, string filled) => Assert.Equal(filled, Fill(text));

    [Theory]
    [InlineData("${client}/{id}", "17/{id}")]
    [InlineData("{\"id\":\"${id}\"}", "{\"id\":\"c17\"}")]
    [InlineData("{{${id}}}", "{{c17}}")]
    [InlineData("$${id}", "${id}")]
    public void Where_the_newer_form_is_used_braces_are_themselves(string text, string filled) => Assert.Equal(filled, Fill(text));

    [Fact]
    public void The_environment_is_looked_up()
    {
        Environment.SetEnvironmentVariable("HARNESS_OLDER_TEST", "from outside");
        Assert.Equal("Bearer from outside", Fill("Bearer {env:HARNESS_OLDER_TEST}"));
    }

    [Theory]
    [InlineData("{token}", "has the unknown placeholder {token}; known are {client}, {id}, {cohort}, {seed}, {uuid}, {env:NAME}, and all others are written ${…} (docs/data.md)")]
    [InlineData("a{env:}", "has the unknown placeholder {env:}; known are {client}, {id}, {cohort}, {seed}, {uuid}, {env:NAME}, and all others are written ${…} (docs/data.md)")]
    [InlineData("{env:HARNESS_NO_SUCH_VARIABLE}", "needs the environment variable HARNESS_NO_SUCH_VARIABLE, which is not set")]
    [InlineData("{client", "has a '{' without its other half; write {{ for the character itself")]
    [InlineData("client}", "has a '}' without its other half; write }} for the character itself")]
    [InlineData("${n}", "has ${n}, which counts messages, and a handshake is none")]
    public void What_cannot_be_filled_in_says_why(string text, string error)
    {
        Assert.False(HandshakeTemplate.TryCompile(text, TextForm.Header, _source.Names, out _, out string? said));
        Assert.Equal(error, said);
    }

    private static string Fill(string text) => HandshakeTemplate.Compile(text, TextForm.Plain, _source.Names).Fill(_source.For(17));
}
