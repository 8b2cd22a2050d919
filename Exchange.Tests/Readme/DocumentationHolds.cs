using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Exchange.Tests.Readme;

/// <summary>What the documents point to is there: files, source files by name, and the types of the glossary.</summary>
public sealed partial class DocumentationHolds
{
    private static readonly BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types =
    [
        .. typeof(Engine.Engine).Assembly.GetTypes(), .. typeof(Exchange.Api.Hosting.ExchangeServer).Assembly.GetTypes(),
        .. typeof(Exchange.Projections.IView).Assembly.GetTypes(),
    ];

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var broken =
            from document in Documents()
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetFileName(document)}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_source_file_named_exists()
    {
        string[] sources = [.. Directory.EnumerateFiles(ReadmeBlocks.Root(), "*.cs", SearchOption.AllDirectories).Select(path => path.Replace('\\', '/'))];
        var missing =
            from document in Documents()
            from Match name in SourceFile().Matches(File.ReadAllText(document))
            where !sources.Any(source => Path.GetFileName(source) == name.Groups[1].Value || source.EndsWith("/" + name.Groups[1].Value, StringComparison.Ordinal))
            select $"{Path.GetFileName(document)}: {name.Groups[1].Value}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_type_of_the_glossary_exists()
    {
        var missing =
            from line in File.ReadLines(Path.Combine(ReadmeBlocks.Root(), "docs", "GLOSSARY.md"))
            where line.StartsWith("| ", StringComparison.Ordinal)
            from Match word in Code().Matches(line.Split('|')[^2])
            where !word.Groups[1].Value.StartsWith("Exchange.", StringComparison.Ordinal) && !IsKnown(word.Groups[1].Value)
            select word.Groups[1].Value;
        Assert.Empty(missing);
    }

    /// <summary>A type by the end of its name, a member of one, or the bare name of either.</summary>
    private static bool IsKnown(string written)
    {
        string name = written.Replace("<T>", "`1", StringComparison.Ordinal);
        int dot = name.LastIndexOf('.');
        return Types.Any(type => Ends(type, name))
            || (dot > 0 && Types.Any(type => Ends(type, name[..dot]) && type.GetMember(name[(dot + 1)..], Members).Length > 0))
            || (dot < 0 && Types.Any(type => type.GetMember(name, Members).Length > 0));
    }

    private static bool Ends(Type type, string name) => ("." + type.FullName).EndsWith("." + name, StringComparison.Ordinal);

    private static string[] Documents() =>
    [
        Path.Combine(ReadmeBlocks.Root(), "README.md"), .. Directory.EnumerateFiles(Path.Combine(ReadmeBlocks.Root(), "docs"), "*.md", SearchOption.AllDirectories),
    ];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
