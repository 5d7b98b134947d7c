using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Harness.Tests.Reporting;

/// <summary>Texts of bad intent, and results that have one of them in every field that holds text.</summary>
public static class HostileTexts
{
    /// <summary>Each sets <c>__pwned</c>, or breaks the page in its own way, where it is taken for markup or for script.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "<script>window.__pwned=1</script>",
        "</script><script>window.__pwned=1</script>",
        "</style></title></textarea></noscript><script>window.__pwned=1</script>",
        "<!--<script>",
        "--><img src=x onerror=window.__pwned=1>",
        "<img src=\"https://example.invalid/x.png\" onerror='window.__pwned=1'>",
        "\"><svg onload=window.__pwned=1>",
        "' onmouseover='window.__pwned=1' autofocus onfocus='window.__pwned=1' x='",
        "\" style=\"position:fixed;inset:0\" onclick=\"window.__pwned=1\" x=\"",
        "</text></svg><iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
        "</body></html><object data='javascript:window.__pwned=1'></object>",
        "<math><mtext><table><mglyph><style><img src=x onerror=window.__pwned=1></style>",
        "javascript:window.__pwned=1//",
        "[click](javascript:window.__pwned=1) ![x](x\" onerror=\"window.__pwned=1)",
        "\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e \\\"}];window.__pwned=1;//",
        "${window.__pwned=1} {{constructor.constructor('window.__pwned=1')()}} @(window.__pwned=1) <%= 1 %>",
        "&lt;script&gt;window.__pwned=1&lt;/script&gt; &amp;lt; &#60;b&#62; &nbsp;",
        "]]><script>window.__pwned=1</script><![CDATA[",
        "\u202Egnp.exe\u202C \u2028window.__pwned=1\u2029 \u0000\u0007\u001b[31m\uFFFE zero\u200Bwidth",
        "__proto__",
        "constructor",
        "W" + new string('w', 3000),
        "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A\u030B\u030C ﷽ 👩‍👩‍👧‍👦 مرحبا 漢字",
    ];

    /// <summary>An instance with the text in every string that can be set, in those of all records that it holds too: walked by reflection, so a field that comes later is not forgotten.</summary>
    public static T Fill<T>(string text) => (T)Fill(typeof(T), text)!;

    private static object? Fill(Type type, string text, int number = 1)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Fill(value, text, number);
        }

        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 3, 1, 14, 5, 9, TimeSpan.FromHours(1));
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(0);
        }

        if (type == typeof(bool))
        {
            return false;
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return Three(nameof(Array), type.GetGenericArguments()[0]);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>) && type.GetGenericArguments()[0] == typeof(string))
        {
            return Three(nameof(Dictionary), type.GetGenericArguments()[1]);
        }

        if (type.Namespace?.StartsWith("Harness.", StringComparison.Ordinal) != true)
        {
            throw new NotSupportedException($"{type} is in a result, and {nameof(HostileTexts)} does not know how to fill it.");
        }

        object instance = RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            property.SetValue(instance, Fill(property.PropertyType, text, number));
        }

        return instance;

        object? Three(string method, Type of) =>
            typeof(HostileTexts).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(of).Invoke(null, [text]);
    }

    /// <summary>Three numbers make a line; two of everything else, or a result of lists of lists would be ten times as large.</summary>
    private static ImmutableArray<T> Array<T>(string text) => [.. Enumerable.Range(1, typeof(T).IsValueType ? 3 : 2).Select(number => (T)Fill(typeof(T), text, number)!)];

    /// <summary>The names of states are the program's own; one more that nobody knows must do no harm.</summary>
    private static ImmutableSortedDictionary<string, T> Dictionary<T>(string text) =>
        new[] { "open", "suspect", text }.ToImmutableSortedDictionary(name => name, _ => (T)Fill(typeof(T), text)!);
}
