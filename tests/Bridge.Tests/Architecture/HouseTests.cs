using System.Text.RegularExpressions;

namespace Bridge.Architecture;

/// <summary>What keeps the house easy to live in, as far as a machine can see it.</summary>
public partial class HouseTests
{
    private static readonly string Root = FindRoot();

    [Test]
    public void Core_depends_on_nothing_but_the_framework()
    {
        var project = File.ReadAllText(Path.Combine(Root, "src/Bridge.Core/Bridge.Core.csproj"));

        Assert.That(
            project,
            Does.Not.Contain("PackageReference").And.Not.Contain("ProjectReference").And.Not.Contain("FrameworkReference")
        );
    }

    [Test]
    public void Core_reads_no_clock_draws_no_random_number_and_does_no_input_or_output()
    {
        var offenders = Sources("src/Bridge.Core").Where(file => ForbiddenInCore().IsMatch(File.ReadAllText(file)));

        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void Nobody_reads_the_clock_but_through_a_TimeProvider()
    {
        var offenders = Sources("src").Where(file => ClockReads().IsMatch(File.ReadAllText(file)));

        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void The_story_of_the_process_fits_on_a_page()
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "src/Bridge/Program.cs"));

        Assert.That(lines, Has.Length.LessThanOrEqualTo(45));
    }

    [Test]
    public void Folders_are_stages_and_features_not_kinds_of_classes()
    {
        string[] kinds = ["Services", "Helpers", "Utils", "Common", "Interfaces", "Models", "Managers"];

        var folders = Sources("src").Select(file => Path.GetFileName(Path.GetDirectoryName(file))).Distinct();

        Assert.That(folders, Has.None.AnyOf(kinds));
    }

    [Test]
    public void Lines_fit_beside_each_other_on_a_screen()
    {
        var offenders = Sources("src")
            .Concat(Sources("tests"))
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal))
            .SelectMany(file =>
                File.ReadLines(file).Index().Where(line => line.Item.Length > 140).Select(line => $"{file}:{line.Index + 1}")
            );

        Assert.That(offenders, Is.Empty);
    }

    /// <summary>The namespace a file declares; null when it declares none.</summary>
    internal static string? NamespaceOf(string file) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            ?["namespace ".Length..].TrimEnd(';');

    /// <summary>The namespace that a file's folder asks for.</summary>
    internal static string FolderNamespaceOf(string file) =>
        Path.GetRelativePath(Path.Combine(Root, "src"), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');

    internal static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(
        @"\b(DateTime(Offset)?\.(Utc)?Now|TimeProvider|Random|Guid\.NewGuid|ILogger|System\.IO|System\.Net|File\.|Console\.)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ForbiddenInCore();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClockReads();
}
