using Exchange.Engine.Commands;
using Exchange.Engine.Events;

namespace Exchange.Engine.State;

/// <summary>Digests of what a client sent under an id of its own, field by field, so that the same content is recognised.</summary>
public static class TermsDigest
{
    /// <summary>The digest of a bid's terms.</summary>
    public static ulong Of(in BidTerms terms)
    {
        Digest digest = default;
        digest.Add((long)terms.Product.Value);
        digest.Add((long)terms.Requirement.Value);
        digest.Add((long)terms.Gpus.Count);
        digest.Add((long)terms.MinFill.Count);
        digest.Add(LimitOf(terms.Flags, terms.Limit.Micros));
        digest.Add(terms.Delivery.Scheduled ? 1L : 0L);
        digest.Add((long)terms.Delivery.EarliestStart.Value);
        digest.Add((long)terms.Delivery.LatestStart.Value);
        digest.Add((long)terms.Delivery.Duration.Count);
        digest.Add((long)terms.Placement);
        AddHandling(ref digest, terms.TimeInForce, terms.Expires.Value, terms.Flags, terms.SelfTrade);
        return digest.Value;
    }

    /// <summary>The digest of an ask's terms.</summary>
    public static ulong Of(in AskTerms terms)
    {
        Digest digest = default;
        digest.Add(-1L);
        digest.Add((long)terms.Product.Value);
        digest.Add((long)terms.Node.Value);
        digest.Add((long)terms.Spec.Value);
        digest.Add((long)terms.Gpus.Count);
        digest.Add(LimitOf(terms.Flags, terms.Limit.Micros));
        digest.Add((long)terms.Window.From.Value);
        digest.Add((long)terms.Window.Until.Value);
        AddHandling(ref digest, terms.TimeInForce, terms.Expires.Value, terms.Flags, terms.SelfTrade);
        return digest.Value;
    }

    /// <summary>The digest of a payment.</summary>
    public static ulong Of(in MoneyMoved moved)
    {
        Digest digest = default;
        digest.Add((long)moved.Reason);
        digest.Add(moved.Amount.Sixtieths);
        return digest.Value;
    }

    /// <summary>A market order's limit is found on arrival, so it does not count as content.</summary>
    private static long LimitOf(OrderFlags flags, long limitMicros) => (flags & OrderFlags.Market) != 0 ? 0 : limitMicros;

    private static void AddHandling(ref Digest digest, TimeInForce timeInForce, int expires, OrderFlags flags, SelfTradePrevention selfTrade)
    {
        digest.Add((long)timeInForce);
        digest.Add((long)expires);
        digest.Add((long)flags);
        digest.Add((long)selfTrade);
    }
}
