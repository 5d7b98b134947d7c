using Harness.Dashboard;

namespace Harness.Tests.Dashboard;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("5123", "127.0.0.1:5123", "http://127.0.0.1:5123/")]
    [InlineData("0", "127.0.0.1:0", "http://127.0.0.1:0/")]
    [InlineData("localhost:80", "127.0.0.1:80", "http://localhost/")]
    [InlineData("127.0.0.2:5123", "127.0.0.2:5123", "http://127.0.0.2:5123/")]
    [InlineData("[::1]:5123", "[::1]:5123", "http://[::1]:5123/")]
    [InlineData("0.0.0.0:5123", "0.0.0.0:5123", "http://127.0.0.1:5123/")]
    [InlineData("http://127.0.0.1:5123", "127.0.0.1:5123", "http://127.0.0.1:5123/")]
    [InlineData("http://127.0.0.1:5123/", "127.0.0.1:5123", "http://127.0.0.1:5123/")]
    public void An_address_is_a_port_or_stands_before_one(string text, string bound, string url)
    {
        ListenAddress address = ListenAddress.Parse(text)!;

        Assert.Equal(bound, address.ToString());
        Assert.Equal(url, address.Url(address.Port).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:x")]
    [InlineData("my-machine:5123")]
    [InlineData("https://127.0.0.1:5123")]
    [InlineData("http://127.0.0.1:5123/path")]
    [InlineData("http://me@127.0.0.1:5123")]
    [InlineData("scenarios/first.yaml")]
    public void What_is_none_is_refused(string text) => Assert.Null(ListenAddress.Parse(text));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.168.7.7", true)]
    [InlineData("[::1]", true)]
    [InlineData("BUILD-7", true)]
    [InlineData("build-7.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("", false)]
    public void A_name_of_somebody_elses_is_not_ours(string host, bool own) => Assert.Equal(own, ListenAddress.IsOwnName(host, "build-7"));
}
