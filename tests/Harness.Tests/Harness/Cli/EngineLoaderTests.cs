using Harness.Cli;
using Harness.Engines;
using Harness.Runs;

namespace Harness.Tests.Cli;

/// <summary>Finding and loading the adapter of another engine.</summary>
public sealed class EngineLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harness-engines-").FullName;

    private string Adapter => Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "engines", "nbomber")).FullName, "Harness.NBomber.dll");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_that_is_not_built_is_told_with_the_command_that_builds_it()
    {
        EnvironmentException e = Assert.Throws<EnvironmentException>(() => EngineLoader.LoadNBomber(_folder));

        string target = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(_folder, "engines", "nbomber"));
        Assert.Contains($"dotnet build {ShellWord.Quote(Path.Combine("src", "Harness.NBomber"))} -c Release -o {ShellWord.Quote(target)}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_names_the_sources_where_the_program_is_built_from_them()
    {
        string project = Directory.CreateDirectory(Path.Combine(_folder, "src", "Harness.NBomber")).FullName;
        File.WriteAllText(Path.Combine(project, "Harness.NBomber.csproj"), "");
        string program = Directory.CreateDirectory(Path.Combine(_folder, "src", "Harness", "bin")).FullName;

        EnvironmentException e = Assert.Throws<EnvironmentException>(() => EngineLoader.LoadNBomber(program));

        Assert.Contains($"dotnet build {ShellWord.Quote(Path.GetRelativePath(Environment.CurrentDirectory, project))} -c Release", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_built_is_loaded_and_speaks_to_this_program()
    {
        // The adapter that was compiled against the stand-in.
        File.Copy(typeof(NBomber.NBomberEngine).Assembly.Location, Adapter);

        IRunEngine engine = EngineLoader.LoadNBomber(_folder);

        Assert.Equal("NBomberEngine", engine.GetType().Name);
        Assert.NotSame(typeof(NBomber.NBomberEngine), engine.GetType());
    }

    [Fact]
    public void What_is_no_adapter_is_refused()
    {
        File.WriteAllText(Adapter, "no assembly");
        Assert.Contains("cannot be loaded", Assert.Throws<EnvironmentException>(() => EngineLoader.LoadNBomber(_folder)).Message, StringComparison.Ordinal);
    }
}
