using System.Globalization;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary>What both sides of an order say.</summary>
/// <param name="Side">Buys or sells.</param>
/// <param name="Client">The client's own id.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Limit">The limit; the default for a market order.</param>
/// <param name="TimeInForce">How long it stays.</param>
/// <param name="Expires">When a good-till-time order goes.</param>
/// <param name="Flags">Switches.</param>
/// <param name="SelfTrade">Self-trade prevention.</param>
public sealed record CommonTerms(
    Side Side, ClientOrderId Client, Gpus Gpus, Price Limit, TimeInForce TimeInForce, Minute Expires, OrderFlags Flags, SelfTradePrevention SelfTrade);

/// <summary>Reads orders. What comes out still lacks the numbers of requirement, spec and node, which only the exchange can give.</summary>
public static class TermsReader
{
    /// <summary>Reads what both sides say.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The market's minute, from which relative expiries count.</param>
    /// <param name="reader">Takes the first problem.</param>
    public static CommonTerms Common(OrderRequest request, Minute now, FieldReader reader)
    {
        Side side = Side.Bid;
        if (string.IsNullOrEmpty(request.Side)) reader.Fail("side", "side must be buy or sell");
        else side = reader.Word("side", request.Side, Words.Sides, Side.Bid);
        bool market = IsMarket(request, reader);
        OrderFlags flags = OrderFlags.None;
        if (market) flags |= OrderFlags.Market;
        if (request.AllOrNone) flags |= OrderFlags.AllOrNone;
        string? written = request.TimeInForce;
        if (request.PostOnly || string.Equals(written, "PO", StringComparison.OrdinalIgnoreCase)) flags |= OrderFlags.PostOnly;
        if (string.Equals(written, "PO", StringComparison.OrdinalIgnoreCase)) written = null;
        TimeInForce timeInForce = reader.Word("time_in_force", written, Words.TimeInForce, market ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled);
        Price limit = market ? default : reader.Price("price", request.Price);
        return new CommonTerms(
            side, ClientOid(request.ClientOid, reader), Size(request, market, reader), limit, timeInForce, Expiry(request, timeInForce, now, reader), flags,
            reader.Word("stp", request.Stp, Words.SelfTrade, SelfTradePrevention.DecrementAndCancel));
    }

    /// <summary>A bid without the number of its requirement.</summary>
    public static BidTerms Bid(OrderRequest request, CommonTerms common, Listing product, FieldReader reader) => new()
    {
        Product = product.Id,
        Gpus = common.Gpus,
        MinFill = request.MinSize is null ? default : reader.Gpus("min_size", request.MinSize),
        Limit = common.Limit,
        Delivery = Delivery(request.Delivery, product.Duration, reader),
        Placement = reader.Word("placement", request.Require?.Placement, Words.Placements, Placement.Any),
        TimeInForce = common.TimeInForce,
        Expires = common.Expires,
        Flags = common.Flags,
        SelfTrade = common.SelfTrade,
    };

    /// <summary>An ask without the numbers of its spec and node.</summary>
    /// <remarks>Without an availability each GPU is sold once, within the window given, as a plain sell means it.</remarks>
    public static AskTerms Ask(OrderRequest request, CommonTerms common, Listing product, Minute now, Minutes plainWindow, FieldReader reader)
    {
        AvailabilityRequest? availability = request.Availability;
        OrderFlags flags = common.Flags;
        if (availability is null || availability.SellOnce) flags |= OrderFlags.SellOnce;
        if (availability is { Replenish: true }) flags |= OrderFlags.Replenish;
        Minute from = reader.MinuteAtOrAfter("from", availability?.From, now + new Minutes(1));
        return new AskTerms
        {
            Product = product.Id,
            Gpus = common.Gpus,
            Limit = common.Limit,
            Window = new Window(from, reader.MinuteAtOrAfter("until", availability?.Until, from + plainWindow)),
            TimeInForce = common.TimeInForce,
            Expires = common.Expires,
            Flags = flags,
            SelfTrade = common.SelfTrade,
        };
    }

    /// <summary>What an ask offers: its node's spec, in the portions that the request states.</summary>
    public static Spec Offer(AvailabilityRequest? request, in Spec node, FieldReader reader) => node with
    {
        MinChunk = new Gpus(Math.Max(1, reader.Count("min_chunk", request?.MinChunk, 1))),
        ChunkStep = new Gpus(Math.Max(1, reader.Count("chunk_step", request?.ChunkStep, 1))),
        MinDuration = reader.Duration("min_duration", request?.MinDuration, Minutes.FromHours(1)),
        Firmness = reader.Word("firmness", request?.Firmness, Words.Firmness, node.Firmness),
        Notice = new Minutes(reader.Count("notice", request?.Notice, node.Notice.Count)),
        AllowBuyers = reader.Accounts("buyers", request?.Buyers, node.AllowBuyers),
        DenyBuyers = reader.Accounts("deny_buyers", request?.DenyBuyers, node.DenyBuyers),
    };

    /// <summary>Reads a client's own id: a UUID as it is, another short text by the UUID that is made from it, or none.</summary>
    /// <remarks>Some clients make ids that are no UUIDs; the same text is always the same id, and answers name the UUID.</remarks>
    public static ClientOrderId ClientOid(string? text, FieldReader reader)
    {
        const int longest = 64;
        if (string.IsNullOrEmpty(text)) return default;
        if (Guid.TryParse(text, CultureInfo.InvariantCulture, out Guid id) && id != Guid.Empty) return ClientOrderId.FromGuid(id);
        if (text.Length <= longest && !text.Any(char.IsControl)) return ClientOrderId.FromGuid(WireId.FromName(text));
        reader.Fail("client_oid", $"client_oid must be a UUID, or another text of at most {longest} characters");
        return default;
    }

    private static bool IsMarket(OrderRequest request, FieldReader reader)
    {
        if (string.IsNullOrEmpty(request.Type) || request.Type == "limit") return false;
        if (request.Type != "market") reader.Fail("type", "type must be limit or market");
        return true;
    }

    private static Gpus Size(OrderRequest request, bool market, FieldReader reader)
    {
        if (request.Size is null && market && request.Funds is not null)
        {
            reader.Fail("funds", "funds cannot be spent here: give the size, the number of GPUs");
            return default;
        }

        return reader.Gpus("size", request.Size);
    }

    private static Minute Expiry(OrderRequest request, TimeInForce timeInForce, Minute now, FieldReader reader)
    {
        if (timeInForce != TimeInForce.GoodTillTime) return default;
        if (request.ExpireTime is not null) return reader.MinuteAtOrAfter("expire_time", request.ExpireTime, default);
        switch (request.CancelAfter)
        {
            case "min": return now + new Minutes(2);
            case "hour": return now + Minutes.FromHours(1);
            case "day": return now + Minutes.FromHours(24);
            default:
                reader.Fail("expire_time", "GTT needs expire_time, or cancel_after of min, hour or day");
                return default;
        }
    }

    private static Delivery Delivery(DeliveryRequest? request, Minutes otherwise, FieldReader reader)
    {
        Minutes duration = reader.Duration("duration", request?.Duration, otherwise);
        if (request?.Start is null && request?.LatestStart is null) return Engine.Commands.Delivery.AtFill(duration);
        Minute earliest = reader.MinuteAtOrAfter("start", request.Start, default);
        Minute latest = reader.MinuteAtOrAfter("latest_start", request.LatestStart, earliest);
        if (latest < earliest) reader.Fail("latest_start", "latest_start must not be before start");
        return Engine.Commands.Delivery.Between(earliest, latest, duration);
    }
}
