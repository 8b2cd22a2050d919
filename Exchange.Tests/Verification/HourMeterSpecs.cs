using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>A signed hour says what its signer signed, and nothing else.</summary>
public sealed class HourMeterSpecs : IDisposable
{
    private const long Lease = 1_234;
    private const int Hour = 17;
    private const long Minutes = 0x0fff_ffff_0000_ff01;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_signed_hour_is_its_signers()
    {
        byte[] signature = HourMeter.Sign(key, Lease, Hour, Minutes);
        Assert.Equal(64, signature.Length);
        Assert.True(HourMeter.IsSigned(HourMeter.PublicKey(key), Lease, Hour, Minutes, signature));
        Assert.True(HourMeter.IsSigned(HourMeter.PublicKey(key), 0, 0, 0, HourMeter.Sign(key, 0, 0, 0)));
    }

    [Fact]
    public void Another_key_lease_or_hour_is_not()
    {
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] signature = HourMeter.Sign(key, Lease, Hour, Minutes);
        Assert.False(HourMeter.IsSigned(HourMeter.PublicKey(another), Lease, Hour, Minutes, signature));
        Assert.False(HourMeter.IsSigned(HourMeter.PublicKey(key), Lease + 1, Hour, Minutes, signature));
        Assert.False(HourMeter.IsSigned(HourMeter.PublicKey(key), Lease, Hour + 1, Minutes, signature));
    }

    [Fact]
    public void One_flipped_minute_is_not()
    {
        byte[] signature = HourMeter.Sign(key, Lease, Hour, Minutes);
        for (int bit = 0; bit < 64; bit++) Assert.False(HourMeter.IsSigned(HourMeter.PublicKey(key), Lease, Hour, Minutes ^ (1L << bit), signature));
    }

    [Fact]
    public void One_flipped_bit_of_signature_or_key_is_not()
    {
        byte[] signature = HourMeter.Sign(key, Lease, Hour, Minutes);
        byte[] publicKey = HourMeter.PublicKey(key);
        for (int bit = 0; bit < 512; bit++)
        {
            Assert.False(HourMeter.IsSigned(publicKey, Lease, Hour, Minutes, Seeded.Flip(signature, bit)));
            Assert.False(HourMeter.IsSigned(Seeded.Flip(publicKey, bit), Lease, Hour, Minutes, signature));
        }

        Assert.False(HourMeter.IsSigned(publicKey, Lease, Hour, Minutes, signature.AsSpan(1)));
        Assert.False(HourMeter.IsSigned(publicKey.AsSpan(1), Lease, Hour, Minutes, signature));
        Assert.False(HourMeter.IsSigned(new byte[64], Lease, Hour, Minutes, signature));
        Assert.False(HourMeter.IsSigned(publicKey, Lease, Hour, Minutes, new byte[64]));
    }

    [Fact]
    public void The_message_is_laid_out_as_documented_and_no_two_hours_share_one()
    {
        byte[] root = HourMeter.Tree(Minutes).Root.ToArray();
        Assert.Equal(
            SHA256.HashData([.. "meter|"u8, 0xd2, 4, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, .. root]), Convert.FromHexString(Message(Lease, Hour, Minutes)));
        string[] messages = [.. from lease in (long[])[1, 256] from hour in (int[])[0, 1] from minutes in (long[])[0, 1, 2, (1L << 60) - 1] select Message(lease, hour, minutes)];
        Assert.Equal(16, messages.Distinct().Count());
    }

    [Fact]
    public void A_single_minute_can_be_shown()
    {
        MerkleTree tree = HourMeter.Tree(Minutes);
        for (int minute = 0; minute < 60; minute++)
        {
            foreach (byte state in (byte[])[0, 1])
            {
                byte[] hash = SHA256.HashData([0, (byte)minute, state]);
                MerkleTree.Climb(hash, minute, 60, tree.Path(minute));
                Assert.Equal(((Minutes >> minute) & 1) == state, tree.Root.SequenceEqual(hash));
            }
        }
    }

    [Fact]
    public void An_hour_has_no_sixty_first_minute()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HourMeter.Sign(key, Lease, Hour, 1L << 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => HourMeter.Sign(key, Lease, Hour, -1));
    }

    private static string Message(long lease, int hour, long minutes)
    {
        byte[] message = new byte[32];
        HourMeter.Message(lease, hour, minutes, message);
        return Convert.ToHexString(message);
    }
}
