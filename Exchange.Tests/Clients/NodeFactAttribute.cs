using System.Runtime.CompilerServices;
using Xunit;

namespace Exchange.Tests.Clients;

/// <summary>A test that needs Node and the trading clients' packages; skipped, saying so, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (FindOnPath(OperatingSystem.IsWindows() ? "node.exe" : "node") is null) Skip = "Node is not on the path.";
        else if (!Directory.Exists(Path.Combine(Folder, "node_modules"))) Skip = "The clients' packages are missing: run npm ci in Exchange.Tests/Clients.";
    }

    /// <summary>The folder of the scripts.</summary>
    public static string Folder { get; } = FolderOfThisFile();

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string FolderOfThisFile([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
