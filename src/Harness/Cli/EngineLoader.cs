using System.Reflection;
using System.Runtime.Loader;
using Harness.Engines;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>
/// Finds the adapter of another engine and loads it, with packages of its own, beside those of the program:
/// <code>
///   harness.dll
///   engines/nbomber/Harness.NBomber.dll, NBomber.dll, …     built by the user, who has the package
/// </code>
/// </summary>
internal static class EngineLoader
{
    public const string Own = "harness";
    public const string NBomber = "nbomber";

    private const string Project = "Harness.NBomber";

    /// <summary>The adapter for NBomber.</summary>
    /// <param name="program">The folder of the program.</param>
    /// <exception cref="EnvironmentException">It is not built, which the message says how to mend, or cannot be loaded.</exception>
    public static IRunEngine LoadNBomber(string program)
    {
        string folder = Path.Combine(Path.TrimEndingDirectorySeparator(program), "engines", NBomber);
        string adapter = Path.Combine(folder, $"{Project}.dll");
        if (!File.Exists(adapter))
        {
            string sources = FindProject(program) ?? Path.Combine("src", Project);
            throw new EnvironmentException(
                $"The adapter for NBomber is not built. It needs the package NBomber, which no part of harness has. Where NuGet finds that, this builds it:{Environment.NewLine}"
                + $"  dotnet build {ShellWord.Quote(Path.GetRelativePath(Environment.CurrentDirectory, sources))} -c Release -o {ShellWord.Quote(Path.GetRelativePath(Environment.CurrentDirectory, folder))}{Environment.NewLine}"
                + "That takes NBomber 4.1.2, the last version under the Apache licence; -p:NBomberVersion=… takes another one. Without --engine the own engine runs the scenario.");
        }

        return Load(adapter);
    }

    /// <summary>The one engine of an assembly.</summary>
    /// <exception cref="EnvironmentException">It cannot be loaded, or was built for another version.</exception>
    public static IRunEngine Load(string adapter)
    {
        try
        {
            Type[] engines = [.. new Context(adapter).LoadFromAssemblyPath(adapter).GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IRunEngine)) && !type.IsAbstract)];
            return engines.Length == 1
                ? (IRunEngine)Activator.CreateInstance(engines[0])!
                : throw new EnvironmentException($"{adapter} has {engines.Length} engines for this version of harness, and must have one: build it again.");
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or ReflectionTypeLoadException or TargetInvocationException)
        {
            throw new EnvironmentException($"{adapter} cannot be loaded: {e.Message} Build it again for this version of harness.", e);
        }
    }

    private static string? FindProject(string program)
    {
        for (DirectoryInfo? folder = new(program); folder is not null; folder = folder.Parent)
        {
            string project = Path.Combine(folder.FullName, "src", Project);
            if (File.Exists(Path.Combine(project, $"{Project}.csproj")))
            {
                return project;
            }
        }

        return null;
    }

    /// <summary>What the program has already is shared with it; everything else comes from the adapter's folder.</summary>
    private sealed class Context(string adapter) : AssemblyLoadContext("engine")
    {
        private readonly AssemblyDependencyResolver _resolver = new(adapter);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == typeof(IRunEngine).Assembly.GetName().Name || assemblyName.Name!.StartsWith("Harness.T", StringComparison.Ordinal) || assemblyName.Name.StartsWith("Harness.W", StringComparison.Ordinal)
                ? null
                : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
