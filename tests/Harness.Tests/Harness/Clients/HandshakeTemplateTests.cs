using Harness.Clients;

namespace Harness.Tests.Clients;

public sealed class HandshakeTemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{client}/{id}/{cohort}/{seed}", "17/c17/7/42")]
    [InlineData("{{\"id\":\"{id}\"}}", "{\"id\":\"c17\"}")]
    [InlineData("{{{client}}}", "{17}")]
    public void Placeholders_are_filled_in(string text, string filled) => Assert.Equal(filled, HandshakeTemplate.Parse(text).Fill(17, 7, 42));

    [Fact]
    public void A_uuid_is_the_clients_own_and_the_same_under_the_same_seed()
    {
        HandshakeTemplate template = HandshakeTemplate.Parse("{uuid}");

        string[] first = [.. Enumerable.Range(0, 1000).Select(client => template.Fill(client, 0, 1))];

        Assert.Equal(first, Enumerable.Range(0, 1000).Select(client => template.Fill(client, 3, 1)));
        Assert.Equal(2000, first.Concat(Enumerable.Range(0, 1000).Select(client => template.Fill(client, 0, 2))).Distinct().Count());
        Assert.All(first, uuid => Assert.Equal((4, 8), (Guid.Parse(uuid).Version, Guid.Parse(uuid).Variant & 0xC)));
    }

    [Fact]
    public void The_environment_is_looked_up()
    {
        Environment.SetEnvironmentVariable("HARNESS_TEMPLATE_TEST", "from outside");
        Assert.Equal("Bearer from outside", HandshakeTemplate.Parse("Bearer {env:HARNESS_TEMPLATE_TEST}").Fill(0, 0, 0));
    }

    [Theory]
    [InlineData("{token}", "has the unknown placeholder {token}; known are {client}, {id}, {cohort}, {seed}, {uuid}, {env:NAME}")]
    [InlineData("a{env:}", "has the unknown placeholder {env:}; known are {client}, {id}, {cohort}, {seed}, {uuid}, {env:NAME}")]
    [InlineData("{env:HARNESS_NO_SUCH_VARIABLE}", "needs the environment variable HARNESS_NO_SUCH_VARIABLE, which is not set")]
    [InlineData("{client", "has a '{' without its other half; write {{ for the character itself")]
    [InlineData("client}", "has a '}' without its other half; write }} for the character itself")]
    public void What_cannot_be_filled_in_says_why(string text, string error)
    {
        Assert.False(HandshakeTemplate.TryParse(text, out _, out string? said));
        Assert.Equal(error, said);
    }
}
