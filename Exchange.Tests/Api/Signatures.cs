using System.Security.Cryptography;
using System.Text;
using Exchange.Api.Access;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A request is its key's own, unaltered, and of now.</summary>
public sealed class Signatures
{
    private static readonly byte[] Secret = Convert.FromBase64String("c2VjcmV0IG9mIHRlc3Rz");

    [Fact]
    public void The_timestamp_enters_as_it_was_written()
    {
        byte[] right = HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes("1700000000.250GET/orders?status=open"));

        Assert.True(Signature.Matches(Secret, "1700000000.250", "GET", "/orders?status=open", default, Convert.ToBase64String(right)));
        Assert.False(Signature.Matches(Secret, "1700000000.25", "GET", "/orders?status=open", default, Convert.ToBase64String(right)));
    }

    [Theory]
    [InlineData("1700000001", "POST", "/orders", "{}")]
    [InlineData("1700000000", "PATCH", "/orders", "{}")]
    [InlineData("1700000000", "POST", "/order", "{}")]
    [InlineData("1700000000", "POST", "/orders", "{ }")]
    public void Every_part_counts(string timestamp, string method, string target, string body)
    {
        string signature = Signature.Sign(Secret, "1700000000", "POST", "/orders", "{}"u8);

        Assert.True(Signature.Matches(Secret, "1700000000", "POST", "/orders", "{}"u8, signature));
        Assert.False(Signature.Matches(Secret, timestamp, method, target, Encoding.UTF8.GetBytes(body), signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("c2hvcnQ=")]
    public void What_is_no_signature_matches_nothing(string signature) =>
        Assert.False(Signature.Matches(Secret, "1", "GET", "/", default, signature));

    [Fact]
    public void A_sealed_secret_opens_under_its_own_name_alone()
    {
        var box = new SecretBox(RandomNumberGenerator.GetBytes(32));
        byte[] sealedSecret = box.Seal(Secret, "name"u8);

        Assert.Equal(Secret, box.Open(sealedSecret, "name"u8));
        Assert.ThrowsAny<CryptographicException>(() => box.Open(sealedSecret, "other"u8));
        sealedSecret[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => box.Open(sealedSecret, "name"u8));
    }

    [Fact]
    public void A_passphrase_is_known_by_its_hash()
    {
        ApiKey key = Key("open sesame", requiresRisingNonce: false);

        Assert.False(key.PassphraseMatches("open barley"));
        Assert.True(key.PassphraseMatches("open sesame"));
        Assert.True(key.PassphraseMatches("open sesame"));
        Assert.False(key.PassphraseMatches("open barley"));
    }

    [Fact]
    public void A_nonce_only_rises()
    {
        ApiKey key = Key("words", requiresRisingNonce: true);

        Assert.True(key.TryTakeNonce(10.5m));
        Assert.False(key.TryTakeNonce(10.5m));
        Assert.False(key.TryTakeNonce(10.4m));
        Assert.True(key.TryTakeNonce(10.500001m));
    }

    private static ApiKey Key(string words, bool requiresRisingNonce) =>
        new("k", new AccountId(1), Scopes.Read, Secret, Passphrase.From(words), requiresRisingNonce);
}
