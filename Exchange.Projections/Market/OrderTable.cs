using Exchange.Engine.Commands;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary><c>exchange.orders</c>: every order there ever was.</summary>
public static class OrderTable
{
    /// <summary>The table.</summary>
    public static Table<OrderRow> Table { get; } = new("orders", columns => columns
        .Key("order_id", row => row.Order.Value)
        .Column("account_id", row => row.Account.Value)
        .Column("client_order_id", row => row.Client.IsNone ? null : (Guid?)row.Client.ToGuid())
        .Word("side", row => row.Side)
        .Column("product_id", row => row.Product.Value)
        .Column("sku_id", row => row.Sku.Value)
        .Column("requirement_id", row => row.Requirement.Value)
        .Column("spec_id", row => row.Spec.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("price_micros", row => row.Limit.Micros)
        .Column("gpus", row => row.Gpus.Count)
        .Column("min_fill_gpus", row => row.MinFill.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("duration_minutes", row => row.Duration.Count)
        .Word("placement", row => row.Placement)
        .Word("time_in_force", row => row.TimeInForce)
        .Column("expires_minute", row => row.Expires.Value)
        .Column("post_only", row => (row.Flags & OrderFlags.PostOnly) != 0)
        .Column("all_or_none", row => (row.Flags & OrderFlags.AllOrNone) != 0)
        .Column("market", row => (row.Flags & OrderFlags.Market) != 0)
        .Column("sell_once", row => (row.Flags & OrderFlags.SellOnce) != 0)
        .Column("replenish", row => (row.Flags & OrderFlags.Replenish) != 0)
        .Column("buy_in", row => (row.Flags & OrderFlags.BuyIn) != 0)
        .Word("self_trade", row => row.SelfTrade)
        .Column("filled_gpus", row => row.Filled.Count)
        .Column("prevented_gpus", row => row.Prevented.Count)
        .Column("cancelled_gpus", row => row.Cancelled.Count)
        .Column("open_gpus", row => row.Open.Count)
        .Column("volume_gpu_minutes", row => row.Volume.Value)
        .Column("leased_gpu_minutes", row => row.Leased.Value)
        .Column("withdrawn_gpu_minutes", row => row.Withdrawn.Value)
        .Column("resting_gpu_minutes", row => row.Resting.Value)
        .Column("executed_value_sixtieths", row => row.ExecutedValue.Sixtieths)
        .Column("executed_micros_per_hour", row => row.ExecutedMicrosPerHour)
        .Column("fees_sixtieths", row => row.Fees.Sixtieths)
        .Word("status", row => row.Status)
        .Word("done_reason", row => row.DoneReason)
        .Column("placed_at", row => row.PlacedAt)
        .Column("done_at", row => row.DoneAt)
        .Column("placed_position", row => row.PlacedPosition)
        .Column("position", row => row.Position)
        .Column("rectangles_numbered", row => row.RectanglesNumbered)
        .Index("(account_id, placed_position)")
        .Index("(account_id, client_order_id) where client_order_id is not null")
        .Index("(account_id, placed_position) where status <> 'done'")
        .Index("(order_id) where status <> 'done'"));

    /// <summary>The order in the reader's current row.</summary>
    public static OrderRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new OrderRow
        {
            Order = new(row.Long()),
            Account = new(row.Int()),
            Client = row.Client(),
            Side = row.Word<Side>(),
            Product = new(row.Int()),
            Sku = new(row.Int()),
            Requirement = new(row.Int()),
            Spec = new(row.Int()),
            Node = new(row.Int()),
            Limit = row.Price(),
            Gpus = row.Gpus(),
            MinFill = row.Gpus(),
            Window = row.Window(),
            Duration = new(row.Int()),
            Placement = row.Word<Placement>(),
            TimeInForce = row.Word<TimeInForce>(),
            Expires = new(row.Int()),
            Flags = ReadFlags(ref row),
            SelfTrade = row.Word<SelfTradePrevention>(),
            Filled = row.Gpus(),
            Prevented = row.Gpus(),
            Cancelled = row.Gpus(),
            Open = row.Gpus(),
            Volume = new(row.Long()),
            Leased = new(row.Long()),
            Withdrawn = new(row.Long()),
            Resting = new(row.Long()),
            ExecutedValue = row.Money(),
            ExecutedMicrosPerHour = row.Long(),
            Fees = row.Money(),
            Status = row.Word<OrderStatus>(),
            DoneReason = row.MaybeWord<DoneReason>(),
            PlacedAt = row.Instant(),
            DoneAt = row.MaybeInstant(),
            PlacedPosition = row.Long(),
            Position = row.Long(),
            RectanglesNumbered = row.Int(),
        };
    }

    private static OrderFlags ReadFlags(ref RowReader row) =>
        (row.Bool() ? OrderFlags.PostOnly : OrderFlags.None)
        | (row.Bool() ? OrderFlags.AllOrNone : OrderFlags.None)
        | (row.Bool() ? OrderFlags.Market : OrderFlags.None)
        | (row.Bool() ? OrderFlags.SellOnce : OrderFlags.None)
        | (row.Bool() ? OrderFlags.Replenish : OrderFlags.None)
        | (row.Bool() ? OrderFlags.BuyIn : OrderFlags.None);
}
