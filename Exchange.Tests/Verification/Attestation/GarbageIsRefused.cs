using Exchange.Engine.Verification.Attestation;
using Xunit;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>Whatever a node sends, the answer is a refusal that names a check, never an exception and never an acceptance.</summary>
public sealed class GarbageIsRefused
{
    private const int RoundsOfSeed = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Noise_in_place_of_reports(int seed) => Rounds(seed, (random, processor, gpu) =>
    {
        byte[] noise = Noise(random, random.Next(6_000));
        Assert.NotNull(SnpStage.Verify(processor with { Report = noise }).Failed);
        Assert.NotNull(GpuStage.Verify(gpu with { Report = noise }).Failed);
        Assert.NotNull(SnpStage.Verify(processor with { Report = Noise(random, SnpLayout.ReportBytes) }).Failed);
    });

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Reports_with_a_stretch_of_noise(int seed) => Rounds(seed, (random, processor, gpu) =>
    {
        Assert.NotNull(SnpStage.Verify(processor with { Report = Spoilt(random, processor.Report) }).Failed);
        Assert.NotNull(GpuStage.Verify(gpu with { Report = Spoilt(random, gpu.Report) }).Failed);
    });

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Certificates_with_a_flipped_bit_a_cut_or_a_stretch_of_noise(int seed) => Rounds(seed, (random, processor, gpu) =>
    {
        Assert.NotNull(SnpStage.Verify(processor with { Certificates = Spoilt(random, processor.Certificates) }).Failed);
        Assert.NotNull(GpuStage.Verify(gpu with { Certificates = Spoilt(random, gpu.Certificates) }).Failed);
    });

    [Fact]
    public void Nothing_at_all()
    {
        Assert.Equal(SnpCheck.Size, SnpStage.Verify(default(SnpEvidence)).Failed);
        Assert.Equal(GpuCheck.Size, GpuStage.Verify(default(GpuEvidence)).Failed);
        Assert.Equal(SnpCheck.Certificates, SnpStage.Verify(SnpStage.Chip.Attest(SnpStage.Honest) with { Certificates = null! }).Failed);
        Assert.Equal(GpuCheck.Certificates, GpuStage.Verify(GpuStage.Gpu.Attest(GpuStage.Honest) with { Certificates = null! }).Failed);
    }

    [Fact]
    public void Certificates_that_are_too_long_or_too_many()
    {
        SnpEvidence processor = SnpStage.Chip.Attest(SnpStage.Honest);
        GpuEvidence gpu = GpuStage.Gpu.Attest(GpuStage.Honest);
        Assert.Equal(SnpCheck.Certificates, SnpStage.Verify(processor with { Certificates = [new byte[8_193], .. processor.Certificates.Skip(1)] }).Failed);
        Assert.Equal(GpuCheck.Certificates, GpuStage.Verify(gpu with { Certificates = [.. Enumerable.Repeat(gpu.Certificates[0], 7)] }).Failed);
    }

    [Fact]
    public void Certificates_as_PEM()
    {
        SnpEvidence processor = SnpStage.Chip.Attest(SnpStage.Honest);
        byte[] pem = System.Text.Encoding.ASCII.GetBytes(System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", processor.Certificates[0].Span));
        Assert.Equal(SnpCheck.Certificates, SnpStage.Verify(processor with { Certificates = [pem, .. processor.Certificates.Skip(1)] }).Failed);
    }

    /// <summary>So many times, the evidence of an honest node is there to be spoilt.</summary>
    private static void Rounds(int seed, Action<Random, SnpEvidence, GpuEvidence> spoil)
    {
        var random = new Random(seed);
        SnpEvidence processor = SnpStage.Chip.Attest(SnpStage.Honest);
        GpuEvidence gpu = GpuStage.Gpu.Attest(GpuStage.Honest);
        for (int round = 0; round < RoundsOfSeed; round++) spoil(random, processor, gpu);
    }

    private static List<ReadOnlyMemory<byte>> Spoilt(Random random, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        var spoilt = new List<ReadOnlyMemory<byte>>(certificates);
        int which = random.Next(spoilt.Count);
        spoilt[which] = random.Next(3) switch
        {
            0 => Flipped(random, spoilt[which]),
            1 => spoilt[which][..random.Next(spoilt[which].Length)],
            _ => Spoilt(random, spoilt[which]),
        };
        return spoilt;
    }

    private static byte[] Spoilt(Random random, ReadOnlyMemory<byte> whole)
    {
        byte[] spoilt = whole.ToArray();
        int from = random.Next(spoilt.Length);
        Span<byte> stretch = spoilt.AsSpan(from, random.Next(1, Math.Min(64, spoilt.Length - from) + 1));
        byte first = stretch[0];
        random.NextBytes(stretch);

        // At least one bit differs.
        stretch[0] = (byte)(first ^ (1 << random.Next(8)));
        return spoilt;
    }

    private static byte[] Flipped(Random random, ReadOnlyMemory<byte> whole)
    {
        byte[] flipped = whole.ToArray();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }
}
