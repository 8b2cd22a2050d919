namespace Exchange.Benchmarks;

/// <summary>A fresh directory that a server's unprivileged account may enter too; gone when it is disposed.</summary>
internal sealed class BenchDirectory : IDisposable
{
    public BenchDirectory(string name)
    {
        Path = Directory.CreateTempSubdirectory($"exchange-{name}-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
