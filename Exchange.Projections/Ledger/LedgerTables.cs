using Exchange.Engine.Ledger;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Ledger;

/// <summary>The tables of the ledger.</summary>
public static class LedgerTables
{
    /// <summary><c>exchange.accounts</c>: each account and its balances.</summary>
    public static Table<AccountRow> Accounts { get; } = new("accounts", columns => columns
        .Key("account_id", row => row.Account.Value)
        .Column("owner_id", row => row.Owner.Value)
        .Column("name", row => row.Name)
        .Column("available_sixtieths", row => row.Available.Sixtieths)
        .Column("order_hold_sixtieths", row => row.OrderHold.Sixtieths)
        .Column("lease_escrow_sixtieths", row => row.LeaseEscrow.Sixtieths)
        .Column("provider_margin_sixtieths", row => row.ProviderMargin.Sixtieths)
        .Column("bond_sixtieths", row => row.Bond.Sixtieths)
        .Column("insurance_sixtieths", row => row.Insurance.Sixtieths)
        .Column("fees_sixtieths", row => row.Fees.Sixtieths)
        .Column("payable_sixtieths", row => row.Payable.Sixtieths)
        .Column("external_sixtieths", row => row.External.Sixtieths)
        .Column("opened_at", row => row.OpenedAt)
        .Column("position", row => row.Position));

    /// <summary><c>exchange.ledger</c>: both legs of every movement of money.</summary>
    public static Table<LedgerRow> Ledger { get; } = new("ledger", columns => columns
        .Key("account_id", row => row.Account.Value)
        .Key("entry_id", row => row.Entry)
        .Word("purse", row => row.Purse)
        .Column("amount_sixtieths", row => row.Amount.Sixtieths)
        .Column("balance_sixtieths", row => row.Balance.Sixtieths)
        .Column("total_sixtieths", row => row.Total.Sixtieths)
        .Word("reason", row => row.Reason)
        .Column("counterparty_id", row => row.Counterparty.Value)
        .Word("counterparty_purse", row => row.CounterpartyPurse)
        .Column("order_id", row => row.Order.Value)
        .Column("lease_id", row => row.Lease.Value)
        .Column("reference", row => row.Reference.IsNone ? null : (Guid?)row.Reference.ToGuid())
        .Column("at", row => row.At)
        .Index("(account_id, entry_id) where reason in ('deposit', 'withdrawal')"));

    /// <summary>The account in the reader's current row.</summary>
    public static AccountRow ReadAccount(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new AccountRow
        {
            Account = new(row.Int()),
            Owner = new(row.Int()),
            Name = row.Text(),
            Available = row.Money(),
            OrderHold = row.Money(),
            LeaseEscrow = row.Money(),
            ProviderMargin = row.Money(),
            Bond = row.Money(),
            Insurance = row.Money(),
            Fees = row.Money(),
            Payable = row.Money(),
            External = row.Money(),
            OpenedAt = row.Instant(),
            Position = row.Long(),
        };
    }

    /// <summary>The entry in the reader's current row.</summary>
    public static LedgerRow ReadEntry(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new LedgerRow(
            new(row.Int()), row.Long(), row.Word<AccountKind>(), row.Money(), row.Money(), row.Money(), row.Word<MoveReason>(),
            new(row.Int()), row.Word<AccountKind>(), new(row.Long()), new(row.Long()), row.Client(), row.Instant());
    }
}
