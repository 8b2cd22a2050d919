namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>The folder of public data sets that the traces are read from. It is not part of the project and may be absent.</summary>
public sealed class DataFolder
{
    private const string BesideTheProject = "shared/data";

    private DataFolder(string path) => Path = path;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>
    /// The folder given, else the first <c>shared/data</c> beside the program's folder or the current one, or beside any folder above them.
    /// </summary>
    /// <returns>Null where there is none.</returns>
    public static DataFolder? Find(string? given = null)
    {
        if (given is not null) return Directory.Exists(given) ? new(System.IO.Path.GetFullPath(given)) : null;
        return Above(AppContext.BaseDirectory) ?? Above(Directory.GetCurrentDirectory());
    }

    /// <summary>Whether the folder holds that file of a data set.</summary>
    public bool Holds(string dataSet, string file) => File.Exists(PathOf(dataSet, file));

    /// <summary>Where that file of a data set is, or would be.</summary>
    public string PathOf(string dataSet, string file) => System.IO.Path.Combine(Path, dataSet, file);

    private static DataFolder? Above(string start)
    {
        for (DirectoryInfo? here = new(start); here is not null; here = here.Parent)
        {
            string candidate = System.IO.Path.Combine(here.FullName, BesideTheProject);
            if (Directory.Exists(candidate)) return new(candidate);
        }

        return null;
    }
}
