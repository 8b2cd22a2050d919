using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>Heartbeats come as a Poisson process does, and whoever sleeps misses some.</summary>
public sealed class HeartbeatSpecs
{
    private const int Epoch = 600_000;
    private const int Mean = 60_000;
    private const int Epochs = 5_000;
    private static readonly byte[] Link = Seeded.Word("heartbeats");
    private static readonly int[][] Drawn = [.. Enumerable.Range(0, Epochs).Select(epoch => Heartbeats.Times(Link, 1, epoch, Epoch, Mean))];

    [Fact]
    public void They_are_those_that_another_program_found_by_the_documented_method() =>
        Assert.Equal([36_721, 112_637, 288_843, 357_621, 450_243, 469_592, 493_273, 500_630], Heartbeats.Times(Link, 7, 3, Epoch, Mean));

    [Fact]
    public void Another_node_epoch_or_link_has_other_times()
    {
        int[] times = Heartbeats.Times(Link, 1, 0, Epoch, Mean);
        Assert.NotEqual(times, Heartbeats.Times(Link, 2, 0, Epoch, Mean));
        Assert.NotEqual(times, Heartbeats.Times(Link, 1, 1, Epoch, Mean));
        Assert.NotEqual(times, Heartbeats.Times(Seeded.Word("another link"), 1, 0, Epoch, Mean));
    }

    [Fact]
    public void Times_rise_within_the_epoch() => Assert.All(Drawn, times =>
    {
        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.InRange(time, 0, Epoch - 1));
    });

    [Fact]
    public void Counts_are_those_of_a_Poisson_process()
    {
        double mean = Drawn.Average(times => times.Length);
        double variance = Drawn.Average(times => (times.Length - mean) * (times.Length - mean));
        Assert.InRange(mean, 9.86, 10.14);
        Assert.InRange(variance, 9.4, 10.6);
        Assert.InRange(Drawn.Count(times => times.Length <= 5) / (double)Epochs, 0.067 - 0.011, 0.067 + 0.011);
    }

    [Fact]
    public void Gaps_are_exponential()
    {
        // Over long stretches, so that hardly a gap is cut off by the end.
        int[] gaps = [.. Enumerable.Range(0, 8).SelectMany(epoch => Gaps(Heartbeats.Times(Link, 2, epoch, Heartbeats.MaxEpochMilliseconds, 10_000)))];
        Assert.InRange(gaps.Length, 68_300, 69_900);
        foreach (double means in (double[])[0.01, 0.1, 0.5, 1, 1.5, 2, 3, 5])
        {
            double expected = Math.Exp(-means);
            double deviation = Math.Sqrt(expected * (1 - expected) / gaps.Length);
            Assert.InRange(gaps.Count(gap => gap > means * 10_000) / (double)gaps.Length, expected - (3.5 * deviation), expected + (3.5 * deviation));
        }
    }

    [Fact]
    public void A_prover_asleep_for_three_tenths_of_an_epoch_escapes_as_rarely_as_published()
    {
        double escaped = Drawn.Count(times => !times.Any(time => time is >= 200_000 and < 380_000)) / (double)Epochs;
        double expected = Math.Exp(-3);
        Assert.InRange(escaped, expected - 0.0093, expected + 0.0093);
        // In six epochs, an hour, it is caught in every one of them.
        Assert.All(Drawn.Chunk(6).Take(800), hour => Assert.Contains(hour, times => times.Any(time => time is >= 200_000 and < 380_000)));
    }

    [Fact]
    public void Each_heartbeat_has_a_nonce_of_its_own()
    {
        string[] nonces =
        [
            .. from node in (int[])[1, 2]
               from epoch in (int[])[0, 1]
               from number in (int[])[0, 1, 2]
               select Nonce(Link, node, epoch, number),
            Nonce(Seeded.Word("another link"), 1, 0, 0),
        ];
        Assert.Equal(13, nonces.Distinct().Count());
        byte[] message = [.. "nonce|"u8, 2, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0];
        Assert.Equal(Convert.ToHexString(HMACSHA256.HashData(Link, message)), Nonce(Link, 2, 1, 5));
    }

    private static string Nonce(byte[] link, int node, int epoch, int number)
    {
        byte[] nonce = new byte[32];
        Heartbeats.Nonce(link, node, epoch, number, nonce);
        return Convert.ToHexString(nonce);
    }

    private static IEnumerable<int> Gaps(int[] times) => times.Zip(times.Skip(1), (before, after) => after - before);
}
