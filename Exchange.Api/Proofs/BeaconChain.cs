using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Proofs;

/// <summary>The chains of hashes of all days, from one secret in the data folder: nothing else has to be kept of them.</summary>
/// <remarks>A day's secret is HMAC-SHA256, the key being the folder's secret, over: the 6 bytes <c>chain|</c>, day (4), links (4), little-endian.</remarks>
public sealed class BeaconChain
{
    private readonly byte[] secret;
    private (int Day, int Links, byte[] All) made = (-1, 0, []);
    private readonly Lock gate = new();

    /// <summary>The chains of a secret.</summary>
    public BeaconChain(byte[] secret) => this.secret = secret;

    /// <summary>The end of a day's chain, which is published before the day.</summary>
    public Hash256 End(int day, int links) => Link(day, links, links);

    /// <summary>The link that is revealed with an epoch.</summary>
    public Hash256 LinkOfEpoch(int day, int links, int epoch) => Link(day, links, links - 1 - epoch);

    private Hash256 Link(int day, int links, int number)
    {
        lock (gate)
        {
            if (made.Day != day || made.Links != links) made = (day, links, Make(day, links));
            return Hash256.From(made.All.AsSpan(number * Beacon.LinkBytes, Beacon.LinkBytes));
        }
    }

    private byte[] Make(int day, int links)
    {
        var all = new byte[(links + 1) * Beacon.LinkBytes];
        Span<byte> message = stackalloc byte[14];
        "chain|"u8.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[6..], day);
        BinaryPrimitives.WriteInt32LittleEndian(message[10..], links);
        HMACSHA256.HashData(secret, message, all);
        for (int number = 1; number <= links; number++)
            SHA256.HashData(all.AsSpan((number - 1) * Beacon.LinkBytes, Beacon.LinkBytes), all.AsSpan(number * Beacon.LinkBytes));
        return all;
    }
}
