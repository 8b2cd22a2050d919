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
        digest.Add(Pair(terms.Product.Value, terms.Requirement.Value));
        digest.Add(Pair(terms.Gpus.Count, terms.MinFill.Count));
        digest.Add(LimitOf(terms.Flags, terms.Limit.Micros));
        digest.Add(Pair(terms.Delivery.EarliestStart.Value, terms.Delivery.LatestStart.Value));
        digest.Add(Pair(terms.Delivery.Duration.Count, ((int)terms.Placement << 1) | (terms.Delivery.Scheduled ? 1 : 0)));
        digest.Add(Pair(terms.Expires.Value, Handling(terms.TimeInForce, terms.Flags, terms.SelfTrade)));
        return digest.Value;
    }

    /// <summary>The digest of an ask's terms.</summary>
    public static ulong Of(in AskTerms terms)
    {
        Digest digest = default;
        digest.Add(-1L);
        digest.Add(Pair(terms.Product.Value, terms.Node.Value));
        digest.Add(Pair(terms.Gpus.Count, terms.Spec.Value));
        digest.Add(LimitOf(terms.Flags, terms.Limit.Micros));
        digest.Add(Pair(terms.Window.From.Value, terms.Window.Until.Value));
        digest.Add(Pair(terms.Expires.Value, Handling(terms.TimeInForce, terms.Flags, terms.SelfTrade)));
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

    private static long Pair(int high, int low) => unchecked(((long)high << 32) | (uint)low);

    private static int Handling(TimeInForce timeInForce, OrderFlags flags, SelfTradePrevention selfTrade) =>
        ((int)timeInForce << 16) | ((int)flags << 8) | (int)selfTrade;
}
