using System.Text;
using Harness.Clients.Protocol;

namespace Harness.Tests.Clients.Protocol;

public sealed class TopicNamesTests
{
    private static readonly TopicNames _numbered = new(new TopicNameSettings { Template = "room-${number}/x" });
    private static readonly TopicNames _named = new(new TopicNameSettings { Names = ["news", "Wetter ö"] });

    [Fact]
    public void Each_topic_has_a_name()
    {
        Assert.Equal("room-12/x", _numbered.Of(12));
        Assert.Equal("Wetter ö", _named.Of(1));
    }

    [Theory]
    [InlineData("room-0/x", 0)]
    [InlineData("room-12/x", 12)]
    [InlineData("room-012/x", -1)]
    [InlineData("room--1/x", -1)]
    [InlineData("room-/x", -1)]
    [InlineData("room-12", -1)]
    [InlineData("room-12z/x", -1)]
    [InlineData("room-99999999999/x", -1)]
    public void A_numbered_name_means_its_topic(string name, int topic) => Assert.Equal(topic, _numbered.Find(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("news", 0)]
    [InlineData("Wetter ö", 1)]
    [InlineData("sport", -1)]
    public void A_listed_name_means_its_topic(string name, int topic) => Assert.Equal(topic, _named.Find(Encoding.UTF8.GetBytes(name)));
}
