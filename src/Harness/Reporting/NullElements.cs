using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Harness.Reporting;

/// <summary>
/// Looks for null among the elements of lists. The serializer refuses null in place of a property that must not be null, and takes it as an element: what reads such
/// a result later would fall over it.
/// </summary>
internal static class NullElements
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<Part>> _parts = new();

    /// <summary>Where the first one is, such as <c>scenarios[0].faults[1]</c>; null: there is none.</summary>
    public static string? Find(object value)
    {
        foreach (Part part in _parts.GetOrAdd(value.GetType(), PartsOf))
        {
            if (part.Property.GetValue(value) is { } found && Find(found, part) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    private static string? Find(object found, Part part)
    {
        if (part.Element is null)
        {
            return Find(found) is { } within ? $"{part.Name}.{within}" : null;
        }

        if (found.Equals(part.Default))
        {
            return null;
        }

        int index = 0;
        foreach (object? element in (IEnumerable)found)
        {
            if (element is null)
            {
                return $"{part.Name}[{index}]";
            }

            if (IsOurs(part.Element) && Find(element) is { } within)
            {
                return $"{part.Name}[{index}].{within}";
            }

            index++;
        }

        return null;
    }

    // Lists of objects and texts, and objects of our own. Numbers may be null, and mean something then.
    private static ImmutableArray<Part> PartsOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
            .Select(property => new Part(property, ElementOf(property.PropertyType)))
            .Where(part => part.Element is { IsValueType: false } || (part.Element is null && IsOurs(part.Property.PropertyType))),
    ];

    private static Type? ElementOf(Type list) => list.IsGenericType && list.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? list.GetGenericArguments()[0] : null;

    private static bool IsOurs(Type type) => !type.IsEnum && !type.IsValueType && type.Namespace?.StartsWith(nameof(Harness), StringComparison.Ordinal) == true;

    private sealed record Part(PropertyInfo Property, Type? Element)
    {
        public string Name { get; } = char.ToLowerInvariant(Property.Name[0]) + Property.Name[1..];

        /// <summary>A list that was never filled cannot be gone through.</summary>
        public object? Default { get; } = Element is null ? null : Activator.CreateInstance(Property.PropertyType);
    }
}
