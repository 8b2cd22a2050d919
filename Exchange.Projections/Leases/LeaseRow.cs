using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>A lease as its fill opened it.</summary>
/// <param name="Lease">The lease, by the number of its fill; the cursor of lists of leases.</param>
/// <param name="Buyer">Who uses it.</param>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Bid">The order that bought.</param>
/// <param name="Ask">The order that sold.</param>
/// <param name="Node">The node, or group, that delivers.</param>
/// <param name="Spec">What was promised.</param>
/// <param name="Requirement">What was required.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Margin">What of the ask's margin stands behind it.</param>
/// <param name="ProviderTakerFee">A taker's fee that the provider owes out of what is delivered.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="Position">Where it was opened.</param>
public sealed record LeaseRow(
    FillId Lease, AccountId Buyer, AccountId Provider, OrderId Bid, OrderId Ask, NodeId Node, SpecId Spec, RequirementId Requirement,
    Gpus Gpus, Window Window, Price Price, Money Margin, Money ProviderTakerFee, Instant OpenedAt, long Position)
{
    /// <summary><c>exchange.leases</c>.</summary>
    public static Table<LeaseRow> Table { get; } = new("leases", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Column("buyer_id", row => row.Buyer.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("bid_order_id", row => row.Bid.Value)
        .Column("ask_order_id", row => row.Ask.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("spec_id", row => row.Spec.Value)
        .Column("requirement_id", row => row.Requirement.Value)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("price_micros", row => row.Price.Micros)
        .Column("margin_sixtieths", row => row.Margin.Sixtieths)
        .Column("provider_taker_fee_sixtieths", row => row.ProviderTakerFee.Sixtieths)
        .Column("opened_at", row => row.OpenedAt)
        .Column("position", row => row.Position)
        .Index("(buyer_id, lease_id)")
        .Index("(provider_id, lease_id)"));

    /// <summary>The lease in the reader's current row.</summary>
    public static LeaseRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new LeaseRow(
            new(row.Long()), new(row.Int()), new(row.Int()), new(row.Long()), new(row.Long()), new(row.Int()), new(row.Int()), new(row.Int()),
            row.Gpus(), row.Window(), row.Price(), row.Money(), row.Money(), row.Instant(), row.Long());
    }
}
