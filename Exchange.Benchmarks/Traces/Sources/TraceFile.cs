using System.IO.Compression;
using CsvHelper;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>What a file held: the rows that fit, in the file's order, and how many did not, by reason.</summary>
public sealed record TraceRows<T>(IReadOnlyList<T> Rows, IReadOnlyDictionary<string, int> Refused)
{
    /// <summary>How many rows were read, refused ones among them.</summary>
    public int RowsRead => Rows.Count + Refused.Values.Sum();

    /// <summary>One line for people: how many rows came, and why others did not.</summary>
    public override string ToString()
    {
        IEnumerable<string> reasons = Refused.OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Value} {reason.Key}");
        return Refused.Count == 0 ? $"{Rows.Count} rows" : $"{Rows.Count} of {RowsRead} rows; refused: {string.Join("; ", reasons)}";
    }
}

/// <summary>Reads a data set's file, plain or gzipped, row by row.</summary>
public static class TraceFile
{
    /// <summary>Reads every row with the reader given; a row that it refuses is counted and left out.</summary>
    /// <exception cref="CsvFormatException">The file is not the table that the reader expects.</exception>
    public static TraceRows<T> Read<T>(string path, Func<TraceRow, T> read)
    {
        List<T> rows = [];
        Dictionary<string, int> refused = [];
        using Stream stream = Open(path);
        using CsvReader csv = CsvReader.Create(stream);
        while (csv.Read())
        {
            var row = new TraceRow(csv);
            T value = read(row);
            if (row.Refusal is { } reason) refused[reason] = refused.GetValueOrDefault(reason) + 1;
            else rows.Add(value);
        }

        return new(rows, refused);
    }

    private static Stream Open(string path)
    {
        FileStream file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
