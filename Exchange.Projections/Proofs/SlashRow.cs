using Exchange.Engine.Leases;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Proofs;

/// <summary>Where a slash stands.</summary>
public enum SlashState : byte
{
    /// <summary>It may be appealed.</summary>
    Proposed = 0,
    /// <summary>It was appealed and is to be decided.</summary>
    Appealed = 1,
    /// <summary>It was taken from the bond.</summary>
    Executed = 2,
    /// <summary>It was not taken.</summary>
    Cancelled = 3,
}

/// <summary>What is to be taken from a bond, and whether it was.</summary>
/// <param name="Slash">Its number; the cursor of lists of slashes.</param>
/// <param name="Provider">Whose bond.</param>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit, or -1.</param>
/// <param name="Cause">Why.</param>
/// <param name="Fault">Whose fault it was found to be.</param>
/// <param name="Amount">How much was proposed.</param>
/// <param name="Evidence">The position of the event that shows it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Taken">How much was taken.</param>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="AppealedAt">When it was appealed.</param>
/// <param name="DecidedAt">When it was executed or cancelled.</param>
/// <param name="Position">Where it was proposed.</param>
/// <param name="LastPosition">The position of its last change.</param>
public sealed record SlashRow(
    SlashId Slash, AccountId Provider, NodeId Node, int Unit, SlashCause Cause, Fault Fault, Money Amount, long Evidence, SlashState State,
    Money Taken, Instant ProposedAt, Instant? AppealedAt, Instant? DecidedAt, long Position, long LastPosition)
{
    /// <summary><c>exchange.slashes</c>.</summary>
    public static Table<SlashRow> Table { get; } = new("slashes", columns => columns
        .Key("slash_id", row => row.Slash.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("unit", row => row.Unit)
        .Word("cause", row => row.Cause)
        .Word("fault", row => row.Fault)
        .Column("amount_sixtieths", row => row.Amount.Sixtieths)
        .Column("evidence_position", row => row.Evidence)
        .Word("state", row => row.State)
        .Column("taken_sixtieths", row => row.Taken.Sixtieths)
        .Column("proposed_at", row => row.ProposedAt)
        .Column("appealed_at", row => row.AppealedAt)
        .Column("decided_at", row => row.DecidedAt)
        .Column("position", row => row.Position)
        .Column("last_position", row => row.LastPosition)
        .Index("(provider_id, slash_id)")
        .Index("(slash_id) where decided_at is null"));

    /// <summary>The slash in the reader's current row.</summary>
    public static SlashRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new SlashRow(
            new(row.Long()), new(row.Int()), new(row.Int()), row.Int(), row.Word<SlashCause>(), row.Word<Fault>(), row.Money(), row.Long(),
            row.Word<SlashState>(), row.Money(), row.Instant(), row.MaybeInstant(), row.MaybeInstant(), row.Long(), row.Long());
    }
}
