using Exchange.Engine.Store.Local;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>A server that stops takes its file away while others look at it.</summary>
public sealed class PostmasterFiles
{
    private const int Looks = 20_000;

    [Fact]
    public async Task A_file_that_vanishes_while_it_is_read_is_no_file()
    {
        string cluster = Directory.CreateTempSubdirectory("postmaster-").FullName;
        try
        {
            using var over = new CancellationTokenSource();
            string file = Path.Combine(cluster, "postmaster.pid");
            Task comesAndGoes = Task.Run(() =>
            {
                while (!over.IsCancellationRequested)
                {
                    File.WriteAllText(file, "7\n/data\n0\n5432\n/tmp\n\n\nready\n");
                    File.Delete(file);
                }
            });
            for (int look = 0; look < Looks; look++) _ = PostmasterFile.Read(cluster);
            await over.CancelAsync();
            await comesAndGoes;
            Assert.Null(PostmasterFile.Read(cluster));
            Assert.Null(PostmasterFile.Read(Path.Combine(cluster, "nowhere")));
        }
        finally
        {
            Directory.Delete(cluster, recursive: true);
        }
    }
}
