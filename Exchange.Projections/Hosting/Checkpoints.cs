using System.Security.Cryptography;
using System.Text;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Hosting;

/// <summary>Where each view stands, in the same database as its tables: both move in one transaction.</summary>
internal static class Checkpoints
{
    private const string Progress = $"{Table.Schema}.projection_progress";
    private const long CreationLock = 0x6578_7669_6577_73;

    /// <summary>Creates the view's tables, or empties and replaces them where their definition or the view's version has changed.</summary>
    internal static async Task PrepareAsync(NpgsqlConnection connection, IView view, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(
            connection,
            $"""
            set local client_min_messages = warning;
            select pg_advisory_xact_lock({CreationLock});
            create schema if not exists {Table.Schema};
            create table if not exists {Progress} (
              name text primary key,
              position bigint not null,
              definition text not null,
              updated_at timestamptz not null default now()) with (fillfactor = 10);
            """,
            cancellation);
        string definition = DefinitionOf(view);
        await using var read = new NpgsqlCommand($"select definition from {Progress} where name = $1", connection);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Name });
        if (await read.ExecuteScalarAsync(cancellation) as string != definition)
        {
            string drops = string.Concat(view.Tables.Select(table => $"drop table if exists {table.Name};\n"));
            await ExecuteAsync(connection, drops + string.Concat(view.Tables.Select(table => table.CreateSql)), cancellation);
            await using var write = new NpgsqlCommand(
                $"insert into {Progress} (name, position, definition) values ($1, 0, $2) "
                + "on conflict (name) do update set position = 0, definition = excluded.definition, updated_at = now()",
                connection);
            write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Name });
            write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = definition });
            await write.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The position of the last event in the view's tables.</summary>
    internal static async Task<long> ReadAsync(NpgsqlConnection connection, IView view, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select position from {Progress} where name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Name });
        return (long)(await command.ExecuteScalarAsync(cancellation) ?? throw new InvalidOperationException($"View {view.Name} was not prepared."));
    }

    /// <summary>Loads the view as of its checkpoint, from one snapshot, since another host may be writing it.</summary>
    /// <returns>The position of the checkpoint.</returns>
    internal static async Task<long> LoadAsync(NpgsqlConnection connection, IView view, CancellationToken cancellation)
    {
        await using NpgsqlTransaction snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        long position = await ReadAsync(connection, view, cancellation);
        await view.LoadAsync(connection, cancellation);
        await snapshot.CommitAsync(cancellation);
        return position;
    }

    /// <summary>Writes what the view changed and moves its checkpoint: both or neither.</summary>
    /// <exception cref="CheckpointMovedException">Another host moved the checkpoint meanwhile; nothing is written.</exception>
    internal static async Task WriteAsync(NpgsqlConnection connection, IView view, long from, long to, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var move = new NpgsqlBatchCommand($"update {Progress} set position = $3, updated_at = now() where name = $1 and position = $2");
        move.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Name });
        move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        batch.BatchCommands.Add(move);
        view.AddWrites(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
        if (move.RecordsAffected != 1) throw new CheckpointMovedException(view.Name, from);
        await transaction.CommitAsync(cancellation);
        view.Written();
    }

    /// <summary>Empties the view's tables and sends it back to the start.</summary>
    internal static Task ResetAsync(NpgsqlConnection connection, IView view, CancellationToken cancellation)
    {
        string tables = string.Join(", ", view.Tables.Select(table => table.Name));
        return ExecuteAsync(
            connection,
            $"begin; truncate {tables}; update {Progress} set position = 0, updated_at = now() where name = '{view.Name}'; commit;",
            cancellation);
    }

    private static string DefinitionOf(IView view)
    {
        string text = $"{view.Version}\n{string.Concat(view.Tables.Select(table => table.CreateSql))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
