using System.Text;
using System.Xml;

namespace Harness.Reporting;

/// <summary>Text that XML 1.0 and HTML may hold.</summary>
public static class XmlText
{
    /// <summary>Every character that XML 1.0 §2.2 forbids (control characters, lone surrogates, U+FFFE) becomes U+FFFD.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                clean.Append(text[i]);
            }
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append('\uFFFD');
            }
        }

        return clean.ToString();
    }
}
