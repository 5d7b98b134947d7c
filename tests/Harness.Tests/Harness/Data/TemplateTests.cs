using Harness.Data;

namespace Harness.Tests.Data;

public sealed class TemplateTests
{
    private static readonly DataSource _source = new(new DataSettings(), 42, cohorts: 10, TimeProvider.System);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("${client}/${id}/${cohort}/${seed}", "17/c17/7/42")]
    [InlineData("$${client} is ${client}", "${client} is 17")]
    [InlineData("${ id }", "c17")]
    [InlineData("{id} } { $ $$ {{", "{id} } { $ $$ {{")]
    [InlineData("${n}", "3")]
    public void Placeholders_are_filled_in(string text, string filled) => Assert.Equal(filled, _source.Compile(text, TextForm.Plain).Fill(_source.For(17), 3));

    [Theory]
    [InlineData("${usr.name}", "has the unknown placeholder ${usr.name}; did you mean ${user.name}? there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)")]
    [InlineData("${}", "has the unknown placeholder ${}; did you mean ${n}? there are client, id, cohort, seed, uuid, n, user.…, address.…, company.…, internet.…, own.…, text.…, number.…, random.…, product.…, time.… and env.NAME (docs/data.md)")]
    [InlineData("a ${id", "has a ${ without its }; write $${ for these characters themselves")]
    [InlineData("${id(3)}", "gives ${id} arguments, but it takes none")]
    [InlineData("${number.int}", "has ${number.int} without its arguments: write ${number.int(from,to)}, such as ${number.int(1,100)}")]
    [InlineData("${number.int(9,1)}", "has ${number.int(9,1)}, which needs two whole numbers, the smaller one first")]
    [InlineData("${number.decimal(1e5,2)}", "has ${number.decimal(1e5,2)}, which needs two numbers, the smaller one first")]
    [InlineData("${text.words(0)}", "has ${text.words(0)}, which needs a whole number from 1 to 1000")]
    [InlineData("${random.pick(a,,b)}", "has ${random.pick(a,,b)}, which needs texts to choose from, separated by commas")]
    [InlineData("${random.date(2024-02-30,2025-01-01)}", "has ${random.date(2024-02-30,2025-01-01)}, which needs two days such as 2020-01-01, the earlier one first")]
    [InlineData("${env.HARNESS_NO_SUCH_VARIABLE}", "needs the environment variable HARNESS_NO_SUCH_VARIABLE, which is not set")]
    [InlineData("${env.}", "has ${env.} without the name of a variable")]
    public void What_cannot_be_filled_in_says_why(string text, string error)
    {
        Assert.False(Template.TryCompile(text, TextForm.Plain, _source.Names, out _, out string? said));
        Assert.Equal(error, said);
    }

    [Fact]
    public void A_text_without_placeholders_is_given_out_as_it_is()
    {
        Template template = _source.Compile("""{"command":"heartBeat"}""", TextForm.Message);

        Assert.Equal("""{"command":"heartBeat"}""", template.Literal);
        Assert.Same(template.Literal, template.Fill(_source.For(3)));
    }

    [Fact]
    public void Names_can_be_added_and_their_values_are_given_at_each_filling()
    {
        Template template = Template.Compile("""{"join":"${topic}","all":${topics},"as":"${id}"}""", TextForm.Message, _source.Names.With("topic", "topics"));

        Assert.Equal("""{"join":"t\"1","all":["t1","t2"],"as":"c4"}""", template.Fill(_source.For(4), 0, "t\"1", """["t1","t2"]"""));
        Assert.Equal("""{"join":"t2","all":"none","as":"c4"}""", template.Bind(_source.For(4)).Fill(_source.For(4), 0, "t2", "none"));
    }

    [Fact]
    public void Where_no_messages_are_counted_the_number_is_refused()
    {
        Assert.False(Template.TryCompile("${n}", TextForm.Header, _source.Names.WithoutCount("counts messages, and a handshake is none"), out _, out string? error));
        Assert.Equal("has ${n}, which counts messages, and a handshake is none", error);
    }

    [Theory]
    [InlineData("${id} ${user.name}", true)]
    [InlineData("${id} ${n}", false)]
    public void What_is_the_clients_own_is_filled_in_once(string text, bool isLiteral)
    {
        Template template = _source.Compile(text, TextForm.Plain);
        Template bound = template.Bind(_source.For(5));

        Assert.Equal(isLiteral, bound.Literal is not null);
        Assert.Equal(template.Fill(_source.For(5), 7), bound.Fill(_source.For(5), 7));
    }

    [Fact]
    public void A_megabyte_of_placeholders_and_a_name_of_one_are_read_in_time()
    {
        Template template = _source.Compile(string.Concat(Enumerable.Repeat("${n}", 250_000)), TextForm.Message);
        Assert.Equal(250_000, template.Bind(_source.For(1)).Fill(_source.For(1), 7).Length);

        Assert.False(Template.TryCompile($"${{{new string('x', 1_000_000)}}}", TextForm.Message, _source.Names, out _, out string? error));
        Assert.StartsWith($"has the unknown placeholder ${{{new string('x', 48)}…}}; there are ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_is_looked_up_and_named()
    {
        Environment.SetEnvironmentVariable("HARNESS_TEMPLATE_TEST", "from outside");
        Template template = _source.Compile("Bearer ${env.HARNESS_TEMPLATE_TEST}", TextForm.Header);

        Assert.Equal("Bearer from outside", template.Fill(_source.For(0)));
        Assert.Equal(["HARNESS_TEMPLATE_TEST"], template.Variables);
    }

    [Fact]
    public void A_variable_that_is_too_short_to_be_masked_is_refused()
    {
        Environment.SetEnvironmentVariable("HARNESS_SHORT_TEST", "abc");
        Assert.False(Template.TryCompile("${env.HARNESS_SHORT_TEST}", TextForm.Plain, _source.Names, out _, out string? error));
        Assert.Equal("needs the environment variable HARNESS_SHORT_TEST to have at least 4 characters: a shorter value cannot be masked in reports", error);
    }
}
