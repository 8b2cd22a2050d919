using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>Audits fall where the link says, at the rate that is set.</summary>
public sealed class AuditDrawSpecs
{
    private static readonly byte[] Link = Seeded.Word("audits");

    [Theory]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public void As_many_hours_are_audited_as_the_rate_says(int rate)
    {
        const int Hours = 40_000;
        double share = rate / 10_000.0;
        double audited = Enumerable.Range(0, Hours).Count(hour => AuditDraw.Selects(Link, 1 + (hour / 100), hour % 100, rate)) / (double)Hours;
        double deviation = Math.Sqrt(share * (1 - share) / Hours);
        Assert.InRange(audited, share - (3 * deviation), share + (3 * deviation));
    }

    [Fact]
    public void None_at_nothing_all_at_the_whole_and_more_at_more()
    {
        for (int hour = 0; hour < 1_000; hour++)
        {
            Assert.False(AuditDraw.Selects(Link, 9, hour, 0));
            Assert.True(AuditDraw.Selects(Link, 9, hour, 10_000));
            if (AuditDraw.Selects(Link, 9, hour, 500)) Assert.True(AuditDraw.Selects(Link, 9, hour, 1_000));
        }
    }

    [Fact]
    public void Another_link_draws_other_hours()
    {
        bool[] drawn = [.. Enumerable.Range(0, 200).Select(hour => AuditDraw.Selects(Link, 9, hour, 5_000))];
        Assert.NotEqual(drawn, Enumerable.Range(0, 200).Select(hour => AuditDraw.Selects(Seeded.Word("the next"), 9, hour, 5_000)));
        Assert.NotEqual(drawn, Enumerable.Range(0, 200).Select(hour => AuditDraw.Selects(Link, 10, hour, 5_000)));
    }

    [Fact]
    public void The_draw_is_laid_out_as_documented()
    {
        byte[] message = [.. "audit|"u8, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x04, 0x03, 0x02, 0x01];
        byte[] drawn = HMACSHA256.HashData(Link, message);
        int rate = (int)((UInt128)BinaryPrimitives.ReadUInt64LittleEndian(drawn) * 10_000 >> 64);
        Assert.False(AuditDraw.Selects(Link, 0x1122334455667788, 0x01020304, rate));
        Assert.True(AuditDraw.Selects(Link, 0x1122334455667788, 0x01020304, rate + 1));
    }
}
