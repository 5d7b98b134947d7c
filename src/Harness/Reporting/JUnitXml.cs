using System.Globalization;
using System.Xml;

namespace Harness.Reporting;

/// <summary>What every <c>junit.xml</c> has, as Jenkins' junit-10.xsd has it.</summary>
internal static class JUnitXml
{
    /// <summary>The counts of a suite, or of all suites.</summary>
    /// <param name="skipped">Of a suite; null for all suites, where the schema has no such attribute.</param>
    public static void Totals(XmlWriter xml, int tests, int failures, int errors, double seconds, int? skipped = null)
    {
        xml.WriteAttributeString("tests", $"{tests}");
        xml.WriteAttributeString("failures", $"{failures}");
        xml.WriteAttributeString("errors", $"{errors}");
        if (skipped is { } count)
        {
            xml.WriteAttributeString("skipped", $"{count}");
        }

        xml.WriteAttributeString("time", Seconds(seconds));
    }

    /// <summary>Seconds with a point and three digits at the most: readers take no exponent.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
