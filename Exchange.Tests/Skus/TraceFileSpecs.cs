using System.IO.Compression;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>Reading rows and refusing those that do not fit.</summary>
public sealed class TraceFileSpecs : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("trace").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Rows_that_do_not_fit_are_counted_by_their_first_reason()
    {
        TraceRows<(string, long, long?)> rows = Read(
            "a,3,0.5\nb,,1\nc,x,y\nd,11,1\ne,-1,1\nf,10,\ng,1.5,0.5\nh,1,0.05\ni,99999999999999999999999999999,1\n",
            row => (row.Text("name"), row.Whole("count", 0, 10), row.ScaledOrNull("share", scale: 10, min: 0, max: 10)));

        Assert.Equal([("a", 3L, 5L), ("f", 10L, (long?)null)], rows.Rows);
        Assert.Equal(
            ["count is blank 1", "count is finer than 1/1 1", "count is not a number 2", "count is outside 0..10 2", "share is finer than 1/10 1"],
            rows.Refused.Select(reason => $"{reason.Key} {reason.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(9, rows.RowsRead);
    }

    [Fact]
    public void A_price_is_rounded_down_to_a_micro_dollar_and_is_above_zero()
    {
        TraceRows<Price> rows = Read("a,1,5.12071875\nb,1,2.4983999999999997\nc,1,0\nd,1,0.0000001\ne,1,10000.01\n", row => row.PricePerHour("share"));

        Assert.Equal([Price.FromMicros(5_120_718), Price.FromMicros(2_498_399)], rows.Rows);
        Assert.Equal(3, rows.Refused.Values.Single());
    }

    [Fact]
    public void A_gzipped_file_reads_as_a_plain_one()
    {
        string path = Path.Combine(folder, "rows.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest))) writer.Write("name\na\nb\n");

        Assert.Equal(["a", "b"], TraceFile.Read(path, row => row.Text("name")).Rows);
    }

    [Fact]
    public void The_data_folder_is_the_one_given_or_none()
    {
        Assert.Equal(folder, DataFolder.Find(folder)?.Path);
        Assert.Null(DataFolder.Find(Path.Combine(folder, "absent")));
        Assert.False(DataFolder.Find(folder)!.Holds(PhillyTrace.DataSet, PhillyTrace.JobsFile));
    }

    private TraceRows<T> Read<T>(string rows, Func<TraceRow, T> read)
    {
        string path = Path.Combine(folder, "rows.csv");
        File.WriteAllText(path, "name,count,share\n" + rows);
        return TraceFile.Read(path, read);
    }
}
