using System.Text.Json;
using Exchange.Api.Feed;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Market;

namespace Exchange.Api.Orders;

/// <summary>Says of an order what a client wants to know, wherever the order was found.</summary>
/// <param name="Listings">The products.</param>
public sealed record OrderAnswers(Listings Listings)
{
    /// <summary>An order that is open.</summary>
    /// <param name="order">The order.</param>
    /// <param name="open">GPUs still open.</param>
    public OrderAnswer Open(in Order order, int open) => Live(order, open) with { Status = order.Resting ? "open" : "active" };

    /// <summary>An order that was done lately.</summary>
    public OrderAnswer Done(DoneOrder done) => Live(done.Order, 0) with
    {
        Status = "done",
        Settled = true,
        DoneAt = WireTime.Text(done.AtUnixMicroseconds),
        DoneReason = done.IsFilled ? "filled" : "canceled",
        CancelReason = done.IsFilled ? null : Snake(done.Cancel.ToString()),
    };

    /// <summary>An order as the views know it.</summary>
    public OrderAnswer Stored(OrderRow row) => new()
    {
        Id = WireId.Text(WireId.Of(row.Order)),
        ClientOid = row.Client.IsNone ? null : WireId.Text(row.Client.ToGuid()),
        ProductId = NameOf(row.Product),
        Side = Words.Sides[row.Side],
        Type = TypeOf(row.Flags),
        Price = Decimals.Text(row.Limit),
        Size = Decimals.Text(row.Gpus),
        RemainingSize = Decimals.Text(row.Open),
        FilledSize = Decimals.Text(row.Filled),
        FilledGpuHours = Decimals.GpuHours(row.Leased),
        ExecutedValue = Decimals.Text(row.ExecutedValue),
        FillFees = Decimals.Text(row.Fees),
        Stp = Words.SelfTrade[row.SelfTrade],
        TimeInForce = Words.TimeInForce[row.TimeInForce],
        ExpireTime = row.TimeInForce == TimeInForce.GoodTillTime ? WireTime.Text(row.Expires) : null,
        PostOnly = (row.Flags & OrderFlags.PostOnly) != 0,
        CreatedAt = WireTime.Text(row.PlacedAt),
        DoneAt = row.DoneAt is { } done ? WireTime.Text(done) : null,
        DoneReason = row.DoneReason is { } reason ? reason == DoneReason.Filled ? "filled" : "canceled" : null,
        CancelReason = row.DoneReason is { } why and not DoneReason.Filled ? Snake(why.ToString()) : null,
        Status = row.Status switch { OrderStatus.Active => "active", OrderStatus.Open => "open", OrderStatus.Done => "done" },
        Settled = row.Status == OrderStatus.Done,
        Node = row.Node.Value == 0 ? null : WireId.Text(WireId.Of(row.Node)),
    };

    private OrderAnswer Live(in Order order, int open) => new()
    {
        Id = WireId.Text(WireId.Of(order.Id)),
        ClientOid = order.Client.IsNone ? null : WireId.Text(order.Client.ToGuid()),
        ProductId = NameOf(order.Product),
        Side = Words.Sides[order.Side],
        Type = TypeOf(order.Flags),
        Price = Decimals.Text(order.Limit),
        Size = Decimals.Text(order.Gpus),
        RemainingSize = Decimals.Text(new Gpus(open)),
        FilledSize = Decimals.Text(order.Filled),
        FilledGpuHours = Decimals.GpuHours(order.Leased),
        ExecutedValue = Decimals.Text(order.ExecutedValue),
        FillFees = Decimals.Text(order.Fees),
        Stp = Words.SelfTrade[order.SelfTrade],
        TimeInForce = Words.TimeInForce[order.TimeInForce],
        ExpireTime = order.TimeInForce == TimeInForce.GoodTillTime ? WireTime.Text(order.Expires) : null,
        PostOnly = order.Has(OrderFlags.PostOnly),
        CreatedAt = WireTime.Text(order.PlacedAtUnixMicroseconds),
        Status = "open",
        Settled = false,
        Node = order.Node.Value == 0 ? null : WireId.Text(WireId.Of(order.Node)),
    };

    private string NameOf(ProductId product) => Listings.Find(product)?.Name ?? "";

    private static string TypeOf(OrderFlags flags) => (flags & OrderFlags.Market) != 0 ? "market" : "limit";

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
