using System.Buffers.Binary;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>Reads the rows of a binary COPY, one at a time, in a buffer that is used again.</summary>
internal sealed class CopyRows : IAsyncDisposable
{
    private const int HeaderBytes = 19;
    private readonly NpgsqlRawCopyStream stream;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int cursor;
    private int end;

    private CopyRows(NpgsqlRawCopyStream stream) => this.stream = stream;

    /// <summary>Starts a <c>copy … to stdout (format binary)</c>.</summary>
    internal static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string copy, CancellationToken cancellation)
    {
        var rows = new CopyRows(await connection.BeginRawBinaryCopyAsync(copy, cancellation));
        await rows.HaveAsync(HeaderBytes, cancellation);
        rows.cursor = HeaderBytes;
        return rows;
    }

    /// <summary>Goes to the next row; its fields are then read in order.</summary>
    /// <returns>False at the end.</returns>
    internal async ValueTask<bool> NextRowAsync(CancellationToken cancellation)
    {
        start = cursor;
        await HaveAsync(2, cancellation);
        int fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(start));
        int rowBytes = 2;
        for (int i = 0; i < fields; i++)
        {
            await HaveAsync(rowBytes + 4, cancellation);
            rowBytes += 4 + Math.Max(BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start + rowBytes)), 0);
        }

        await HaveAsync(rowBytes, cancellation);
        cursor = start + 2;
        return fields >= 0;
    }

    /// <summary>The row's next field; empty where it is null. Valid until the next row.</summary>
    internal ReadOnlySpan<byte> Field()
    {
        int length = Math.Max(BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(cursor)), 0);
        ReadOnlySpan<byte> field = buffer.AsSpan(cursor + 4, length);
        cursor += 4 + length;
        return field;
    }

    /// <summary>The row's next field, a bigint or a timestamp.</summary>
    internal long Int64() => BinaryPrimitives.ReadInt64BigEndian(Field());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private ValueTask HaveAsync(int bytes, CancellationToken cancellation) =>
        end - start >= bytes ? ValueTask.CompletedTask : FillAsync(bytes, cancellation);

    private async ValueTask FillAsync(int bytes, CancellationToken cancellation)
    {
        if (buffer.Length - start < bytes)
        {
            byte[] roomy = bytes > buffer.Length ? new byte[bytes * 2] : buffer;
            buffer.AsSpan(start, end - start).CopyTo(roomy);
            (buffer, end, start) = (roomy, end - start, 0);
        }

        while (end - start < bytes)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            if (read == 0) throw new EndOfStreamException("The server ended a copy in the middle of a row.");
            end += read;
        }
    }
}
