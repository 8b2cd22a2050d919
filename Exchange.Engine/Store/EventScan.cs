using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>Goes through stored events in order by binary COPY, and refuses to step over a hole.</summary>
/// <param name="connection">Reads; used by nobody else meanwhile.</param>
/// <param name="columns">The columns to read behind the position.</param>
/// <param name="fromPosition">The first position.</param>
/// <param name="toPosition">The last position; it must have been committed.</param>
/// <param name="eventsSchema">Where the events lie.</param>
internal sealed class EventScan(NpgsqlConnection connection, string columns, long fromPosition, long toPosition, string eventsSchema) : IAsyncDisposable
{
    /// <summary>How many positions one COPY covers, so that no snapshot is held for long and the server never sorts a whole table.</summary>
    private const int PositionsAtOnce = 200_000;

    private CopyRows? rows;
    private long chunkEnd;
    private long next = fromPosition;

    /// <summary>The position reached.</summary>
    internal long Position => next - 1;

    /// <summary>The row reached, its position already read.</summary>
    internal CopyRows Row => rows!;

    /// <summary>Goes to the next event.</summary>
    /// <returns>False behind the last.</returns>
    /// <exception cref="HoleInHistoryException">It is missing.</exception>
    internal async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (rows is null)
            {
                if (next > toPosition) return false;
                chunkEnd = Math.Min(next + PositionsAtOnce - 1, toPosition);
                rows = await CopyRows.BeginAsync(connection, Copy(next, chunkEnd), cancellation);
            }

            if (await rows.NextRowAsync(cancellation))
            {
                if (rows.Int64() != next) throw new HoleInHistoryException(next);
                next++;
                return true;
            }

            if (next <= chunkEnd) throw new HoleInHistoryException(next);
            await rows.DisposeAsync();
            rows = null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Copy(long from, long to) => FormattableString.Invariant(
        $"""
        copy (select seq_id, {columns} from {eventsSchema}.mt_events where seq_id between {from} and {to} order by seq_id)
        to stdout (format binary)
        """);
}
