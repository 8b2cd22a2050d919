using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>The tree over rows and minutes.</summary>
public sealed class MerkleTreeSpecs
{
    [Fact]
    public void Five_leaves_make_the_documented_root()
    {
        byte[][] leaves = [.. Enumerable.Range(0, 5).Select(i => Seeded.Word($"leaf {i}"))];
        byte[] root = Node(Node(Node(leaves[0], leaves[1]), Node(leaves[2], leaves[3])), leaves[4]);
        Assert.Equal(root, new MerkleTree([.. leaves.SelectMany(leaf => leaf)]).Root);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(64)]
    public void Every_leaf_climbs_to_the_root_from_its_own_place_alone(int count)
    {
        var tree = new MerkleTree(Seeded.Bytes("leaves", count * 32));
        for (int leaf = 0; leaf < count; leaf++)
        {
            for (int place = 0; place < count; place++)
            {
                if (MerkleTree.PathBytes(place, count) != tree.Path(leaf).Length) continue;
                byte[] hash = Seeded.Bytes("leaves", count * 32)[(leaf * 32)..][..32];
                MerkleTree.Climb(hash, place, count, tree.Path(leaf));
                Assert.Equal(place == leaf, tree.Root.SequenceEqual(hash));
            }
        }
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
