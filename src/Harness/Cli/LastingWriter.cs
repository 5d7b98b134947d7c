using System.Text;

namespace Harness.Cli;

/// <summary>
/// Standard output or error that outlasts its terminal: once writing fails (EIO, when the terminal was closed), nothing is written any more. Nobody is left to
/// read it, but what the run has made, such as packet-filter rules, is still to be undone and its report to be written.
/// </summary>
internal sealed class LastingWriter(TextWriter terminal) : TextWriter
{
    private volatile bool _gone;

    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Try(() => terminal.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => terminal.Write(value));

    public override void WriteLine(string? value) => Try(() => terminal.WriteLine(value));

    public override void Flush() => Try(terminal.Flush);

    private void Try(Action write)
    {
        if (_gone)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException)
        {
            _gone = true;
        }
    }
}
