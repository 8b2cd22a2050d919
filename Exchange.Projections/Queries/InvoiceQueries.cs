using System.Data;
using Exchange.Projections.Invoices;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>Invoices and credit notes, made of the entries up to now.</summary>
public sealed class InvoiceQueries(NpgsqlDataSource source)
{
    private const string Topic = "account_id = $1 and side = $2 and final_minute >= $3 and final_minute < $4";

    /// <summary>The invoice of a topic, and its credit note where there is anything to make good; empty of lines where nothing became final.</summary>
    public async Task<IReadOnlyList<Invoice>> PapersAsync(InvoiceTopic topic, CancellationToken cancellation)
    {
        // One snapshot, so that the paper is of one position of the view.
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        string leases = $"where lease_id in (select lease_id from {InvoiceEntry.Table.Name} where {Topic})";
        List<InvoiceEntry> entries = await ListAsync(connection, InvoiceEntry.Table, $"where {Topic}", InvoiceEntry.Read, topic, cancellation);
        List<InvoicedLease> named = await ListAsync(connection, InvoicedLease.Table, leases, InvoicedLease.Read, topic, cancellation);
        List<InvoicedProof> proofs = await ListAsync(
            connection, InvoicedProof.Table, $"{leases} and judged_minute >= $3 and judged_minute < $4", InvoicedProof.Read, topic, cancellation);
        List<InvoicedParty> parties = await ListAsync(connection, InvoicedParty.Table, "where account_id = $1", InvoicedParty.Read, topic, cancellation);
        List<InvoiceClock> clock = await ListAsync(connection, InvoiceClock.Table, "", InvoiceClock.Read, topic, cancellation);
        return Billing.Papers(topic, new InvoiceSource(
            entries, named.ToDictionary(lease => lease.Lease), proofs, parties.ToDictionary(party => party.Account, party => party.Name),
            clock.Count == 0 ? default : clock[0].Now));
    }

    private static async Task<List<TRow>> ListAsync<TRow>(
        NpgsqlConnection connection, Table<TRow> table, string clause, Func<NpgsqlDataReader, TRow> read, InvoiceTopic topic,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {table.ColumnList} from {table.Name} {clause}", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = topic.Account.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Words<InvoiceSide>.Of(topic.Side) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = topic.Period.From.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = topic.Period.Until.Value });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }
}
