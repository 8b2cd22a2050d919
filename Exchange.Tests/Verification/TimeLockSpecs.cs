using System.Numerics;
using System.Security.Cryptography;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>The time-lock: T squarings pass, anything less does not, and no epoch can be skipped.</summary>
public sealed class TimeLockSpecs
{
    private const int Squarings = 3_000;

    internal static readonly byte[] P = Convert.FromHexString(
        "bdbd81a54636b7743ef9e5e17d8b549209b4e6a5520f71c0debf4298f87d22df12746fcc8c14d880a289ccb16645506426fa4a15e8569ae5201bfa4ab1b020ba"
        + "b0192ee90a8a4ef9862d894ee4bd252d13a6e7e1fe57d77e7f56f1b223be4dc1feab71a57ba30f89d0afda275fb0a98d418bdd6f1ff2788a8cb2c14ff75778f7");

    internal static readonly byte[] Q = Convert.FromHexString(
        "bd8c1c53939a35322db6adb6ab945a0f5958c6bbaf8d92f424495641f11e8acbf7ae3b238e231d4ed2af56446f76fa9a5bac6dddb2d97576d60b5e3c76a1b9d4"
        + "fc236d793fe458e931024056c7e0d0ea5e89fb41de51c6ff34fbe3f38afe05ab2be726dd0d997f7dc9c5de1e0806e49ba38016907d21b07cbc60134482ebd56b");

    private static readonly TimeLockTrapdoor Trapdoor = new(P, Q);
    internal static readonly byte[] Modulus = ModulusOf(Trapdoor);
    private static readonly byte[] X = First("node 1");
    private static readonly byte[] Y = Solve(X, Squarings, Modulus);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(700)]
    public void The_prover_squares_as_plain_arithmetic_does(int squarings)
    {
        BigInteger expected = Number(X);
        for (int i = 0; i < squarings; i++) expected = expected * expected % Number(Modulus);
        Assert.Equal(expected, Number(Solve(X, squarings, Modulus)));
    }

    [Fact]
    public void So_it_does_modulo_any_odd_number()
    {
        foreach (int bits in (int[])[2, 63, 64, 65, 128, 192, 1_024])
        {
            BigInteger power = BigInteger.One << bits;
            foreach (BigInteger modulus in (BigInteger[])[power - 1, power + 1, (power - 1) | (Number(P) % power) | 1, (Number(P) % power) | 1])
            {
                if (modulus <= 1) continue;
                var squaring = new ModularSquaring(modulus);
                foreach (BigInteger x in (BigInteger[])[0, 1, 2 % modulus, modulus - 1, modulus / 2, Number(Q) % modulus])
                {
                    Assert.Equal(BigInteger.ModPow(x, BigInteger.One << 9, modulus), squaring.Square(x, 9, default));
                }
            }
        }
    }

    [Fact]
    public void The_trapdoor_agrees_with_the_prover()
    {
        Assert.Equal(TimeLockFinding.Passed, Trapdoor.Judge(X, Squarings, Y));
        Assert.Equal(TimeLockFinding.Passed, Trapdoor.Judge(X, 0, X));
    }

    [Fact]
    public void One_squaring_less_or_more_fails()
    {
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Solve(X, Squarings - 1, Modulus)));
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Solve(X, Squarings + 1, Modulus)));
    }

    [Fact]
    public void Any_other_number_fails()
    {
        for (int bit = 8; bit < 2_048; bit += 85) Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Seeded.Flip(Y, bit)));
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Bytes(Number(Modulus) - Number(Y))));
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, new byte[256]));
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(First("node 2"), Squarings, Y));
    }

    [Fact]
    public void A_number_that_is_right_modulo_one_factor_alone_fails()
    {
        BigInteger other = (Number(Y) + Number(P)) % Number(Modulus);
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Bytes(other)));
    }

    [Fact]
    public void A_number_of_another_length_or_above_the_modulus_is_no_answer()
    {
        Assert.Equal(TimeLockFinding.WrongSize, Trapdoor.Judge(X, Squarings, Y.AsSpan(1)));
        Assert.Equal(TimeLockFinding.WrongSize, Trapdoor.Judge(X, Squarings, [0, .. Y]));
        byte[] above = new byte[256];
        above.AsSpan().Fill(0xff);
        Assert.Equal(TimeLockFinding.WrongSize, Trapdoor.Judge(X, Squarings, above));
    }

    [Fact]
    public void Work_for_another_modulus_fails()
    {
        byte[] other = Bytes(Number(Modulus) - 2);
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(X, Squarings, Solve(X, Squarings, other)));
    }

    [Fact]
    public void Anyone_can_judge_again_with_the_released_factors()
    {
        var anyone = new TimeLockTrapdoor(Q, P);
        Assert.Equal(Modulus, ModulusOf(anyone));
        Assert.Equal(TimeLockFinding.Passed, anyone.Judge(X, Squarings, Y));
    }

    [Fact]
    public void Factors_that_are_no_primes_judge_nothing()
    {
        byte[] composite = Bytes(Number(P) + 2);
        Assert.Equal(TimeLockFinding.WrongFactors, new TimeLockTrapdoor(composite, Q).Judge(X, Squarings, Y));
        Assert.Throws<ArgumentException>(() => new TimeLockTrapdoor(P, P));
        Assert.Throws<ArgumentException>(() => new TimeLockTrapdoor(Bytes(Number(P) + 1).AsSpan(128), Q));
        Assert.Throws<ArgumentException>(() => new TimeLockTrapdoor([3], [5]));
    }

    [Fact]
    public void A_chain_passes_epoch_by_epoch_and_none_can_be_skipped()
    {
        byte[][] links = [.. Enumerable.Range(0, 4).Select(epoch => Seeded.Word($"link {epoch}"))];
        byte[] x = X;
        byte[][] results = new byte[4][];
        byte[][] starts = new byte[4][];
        for (int epoch = 0; epoch < 4; epoch++)
        {
            (starts[epoch], results[epoch]) = (x, Solve(x, Squarings, Modulus));
            Assert.Equal(TimeLockFinding.Passed, Trapdoor.Judge(x, Squarings, results[epoch]));
            if (epoch < 3) x = Next(results[epoch], Root(results[epoch]), links[epoch + 1]);
        }

        // Asleep in epoch 1, then on from what was known: the answer to epoch 2 is not the chain's.
        byte[] skipped = Solve(Next(results[0], Root(results[0]), links[2]), Squarings, Modulus);
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(starts[2], Squarings, skipped));
        // The same with a small product of the wrong epoch, or the link of an epoch before.
        Assert.NotEqual(starts[2], Next(results[1], Root(results[0]), links[2]));
        Assert.NotEqual(starts[2], Next(results[1], Root(results[1]), links[1]));
        // The answer to the epoch before is none to this one.
        Assert.Equal(TimeLockFinding.WrongResult, Trapdoor.Judge(starts[3], Squarings, results[2]));
    }

    [Fact]
    public void The_numbers_that_begin_and_continue_a_chain_are_laid_out_as_documented()
    {
        byte[] seed = Seeded.Word("node 1");
        Assert.Equal(X, Mapped(seed));
        byte[] root = Seeded.Word("root");
        byte[] link = Seeded.Word("link");
        Assert.Equal(Next(Y, root, link), Mapped(SHA256.HashData([.. "time-lock|next|"u8, .. SHA256.HashData(Y), .. root, .. link])));
        byte[] small = new byte[32];
        TimeLock.SmallSeed(SHA256.HashData(Y), small);
        Assert.Equal(SHA256.HashData([.. "time-lock|small|"u8, .. SHA256.HashData(Y)]), small);
        Assert.Equal((int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(small) % 7), TimeLock.SmallUnit(small, 7));
    }

    [Fact]
    public void Squarings_come_from_the_reference_rate() => Assert.Equal(Settings.RangeOf(Setting.TimeLockSquarings).Default, TimeLock.Squarings(400_000, 600, 5_000));

    [Fact]
    public void Work_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TimeLock.Solve(X, long.MaxValue, Modulus, new byte[256], cancelled.Token));
    }

    private static byte[] Mapped(byte[] seed)
    {
        byte[] wide = HKDF.Expand(HashAlgorithmName.SHA256, seed, 272, "time-lock|x"u8.ToArray());
        return Bytes(Number(wide) % Number(Modulus));
    }

    private static byte[] First(string word)
    {
        byte[] x = new byte[256];
        TimeLock.Start(Seeded.Word(word), Modulus, x);
        return x;
    }

    private static byte[] Next(byte[] y, byte[] root, byte[] link)
    {
        (byte[] seed, byte[] x) = (new byte[32], new byte[256]);
        TimeLock.NextSeed(SHA256.HashData(y), root, link, seed);
        TimeLock.Start(seed, Modulus, x);
        return x;
    }

    private static byte[] Root(byte[] y)
    {
        byte[] seed = new byte[32];
        TimeLock.SmallSeed(SHA256.HashData(y), seed);
        return MatrixProver.Answer(seed, 32, threads: 1).Root.ToArray();
    }

    private static byte[] Solve(byte[] x, long squarings, byte[] modulus)
    {
        byte[] y = new byte[256];
        TimeLock.Solve(x, squarings, modulus, y);
        return y;
    }

    private static byte[] ModulusOf(TimeLockTrapdoor trapdoor)
    {
        byte[] modulus = new byte[256];
        trapdoor.WriteModulus(modulus);
        return modulus;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - bytes.Length], .. bytes];
    }
}
