using System.Text;
using Harness.Cli;

namespace Harness.Tests.Cli;

public sealed class LastingWriterTests
{
    [Fact]
    public void Everything_passes_while_the_terminal_is_there()
    {
        using var terminal = new StringWriter { NewLine = "\n" };
        using var writer = new LastingWriter(terminal) { NewLine = "\n" };

        writer.Write('a');
        writer.Write("b");
        writer.Write("cd".AsSpan());
        writer.WriteLine("e");
        writer.WriteLine();
        writer.Flush();

        Assert.Equal("abcde\n\n", terminal.ToString());
    }

    [Fact]
    public void A_terminal_that_is_gone_is_no_error_and_is_not_asked_again()
    {
        using var terminal = new Gone();
        using var writer = new LastingWriter(terminal);

        writer.WriteLine("one");
        writer.Write("two");
        writer.Write('3');
        writer.Flush();

        Assert.Equal(1, terminal.Asked);
    }

    private sealed class Gone : TextWriter
    {
        public int Asked { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Asked++;
            throw new IOException("Input/output error");
        }
    }
}
