using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Harness.Tests.Reporting;

/// <summary>The docstrings of an assembly, from the file that the compiler writes beside it.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocs(Assembly assembly) =>
        _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    public string? Of(Type type) => Summary($"T:{NameOf(type)}");

    /// <summary>Of a property; that of a positional record stands with its type, as a parameter.</summary>
    public string? Of(PropertyInfo property) =>
        Summary($"P:{NameOf(property.DeclaringType!)}.{property.Name}")
        ?? Flat(_members.GetValueOrDefault($"T:{NameOf(property.DeclaringType!)}")?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == property.Name));

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private string? Summary(string name)
    {
        XElement? member = _members.GetValueOrDefault(name);
        return member?.Element("inheritdoc")?.Attribute("cref") is { } other ? Summary(other.Value) : Flat(member?.Element("summary"));
    }

    private static string? Flat(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        string text = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => Named((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? ""),
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    /// <summary>What a reader of the JSON calls it: <c>M:Harness.X.FaultResult.Undetected</c> is undetected.</summary>
    private static string Named(string reference)
    {
        string last = reference.Split('(')[0].Split('.')[^1];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? char.ToLowerInvariant(last[0]) + last[1..] : last;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
