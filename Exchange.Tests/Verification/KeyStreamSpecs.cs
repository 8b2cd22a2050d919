using System.Buffers.Binary;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>The key stream is AES-256-CTR, and may be read from anywhere.</summary>
public sealed class KeyStreamSpecs
{
    [Fact]
    public void It_is_the_standards_example()
    {
        // NIST SP 800-38A, F.5.5, CTR-AES256.Encrypt.
        byte[] key = Convert.FromHexString("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        byte[] counter = Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        byte[] plain = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        using var stream = new KeyStream(key, BinaryPrimitives.ReadUInt128BigEndian(counter));
        byte[] cipher = new byte[plain.Length];
        stream.Read(0, cipher);
        for (int i = 0; i < plain.Length; i++) cipher[i] ^= plain[i];
        Assert.Equal(
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
            Convert.ToHexStringLower(cipher));
    }

    [Fact]
    public void The_counter_begins_again_after_its_last_value()
    {
        using var last = new KeyStream(Seeded.Word("key"), UInt128.MaxValue);
        using var first = new KeyStream(Seeded.Word("key"));
        byte[] around = new byte[48];
        last.Read(0, around);
        byte[] after = new byte[32];
        first.Read(0, after);
        Assert.Equal(after, around[16..]);
    }

    [Fact]
    public void Any_part_is_the_same_part_of_the_whole()
    {
        using var stream = new KeyStream(Seeded.Word("key"));
        byte[] whole = new byte[600_000];
        stream.Read(0, whole);
        foreach (int offset in (int[])[0, 1, 15, 16, 17, 255, 262_143, 262_144, 300_001])
        {
            foreach (int length in (int[])[0, 1, 14, 15, 16, 17, 33, 1_000, 270_001])
            {
                byte[] part = new byte[length];
                stream.Read(offset, part);
                Assert.Equal(whole[offset..(offset + length)], part);
            }
        }
    }
}
