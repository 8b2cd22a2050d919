using System.Security.Cryptography;
using Exchange.Engine.Proofs;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>The beacon: nobody can change a link, skip one unnoticed or know the next.</summary>
public sealed class BeaconSpecs
{
    private const int Links = 144;
    private static readonly byte[] Secret = Seeded.Word("beacon");

    [Fact]
    public void Each_epochs_link_hashes_to_the_one_before_and_the_first_to_the_end()
    {
        byte[] known = Link(Links);
        for (int epoch = 0; epoch < Links; epoch++)
        {
            byte[] revealed = new byte[Beacon.LinkBytes];
            Beacon.LinkOfEpoch(Secret, Links, epoch, revealed);
            Assert.Equal(known, SHA256.HashData(revealed));
            Assert.True(Beacon.Follows(revealed, known));
            known = revealed;
        }

        Assert.Equal(Secret, known);
    }

    [Fact]
    public void A_gap_is_bridged_by_its_exact_length_alone()
    {
        Assert.True(Beacon.Follows(Link(40), Link(47), 7));
        Assert.False(Beacon.Follows(Link(40), Link(47), 6));
        Assert.False(Beacon.Follows(Link(40), Link(47), 8));
        Assert.False(Beacon.Follows(Link(40), Link(40), 0));
        Assert.False(Beacon.Follows(Link(40), Link(39), -1));
    }

    [Fact]
    public void One_flipped_bit_breaks_a_link()
    {
        for (int bit = 0; bit < 256; bit++) Assert.False(Beacon.Follows(Seeded.Flip(Link(70), bit), Link(71)));
    }

    [Fact]
    public void A_link_of_another_length_follows_nothing()
    {
        Assert.False(Beacon.Follows(Link(70).AsSpan(0, 31), Link(71)));
        Assert.False(Beacon.Follows([.. Link(70), 0], Link(71)));
        Assert.False(Beacon.Follows(Link(70), []));
    }

    [Fact]
    public void The_seed_is_laid_out_as_documented()
    {
        byte[] message = [.. "seed|"u8, 2, 3, 0x44, 0x33, 0x22, 0x11, 0x07, 0x00, 0x00, 0x00, .. "GPU-a1"u8];
        Assert.Equal(HMACSHA256.HashData(Link(5), message), Seed(Link(5), new(2, 3, 0x11223344, 7), "GPU-a1"));
    }

    [Fact]
    public void Whatever_differs_the_seed_differs()
    {
        string[] seeds =
        [
            .. from link in (byte[][])[Link(5), Link(6)]
               from proof in Enum.GetValues<ChallengeKind>()
               from purpose in Enum.GetValues<ChallengePurpose>()
               from node in (int[])[0, 1, 256]
               from device in (string[])["", "GPU-1", "GPU-2", "GPU-11"]
               from epoch in (int[])[0, 1, 143]
               select Convert.ToHexString(Seed(link, new((byte)proof, (byte)purpose, node, epoch), device)),
        ];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
    }

    private static byte[] Link(int number)
    {
        byte[] link = new byte[Beacon.LinkBytes];
        Beacon.Link(Secret, number, link);
        return link;
    }

    private static byte[] Seed(byte[] link, SeedSubject subject, string device)
    {
        byte[] seed = new byte[32];
        Beacon.Seed(link, subject, System.Text.Encoding.UTF8.GetBytes(device), seed);
        return seed;
    }
}
