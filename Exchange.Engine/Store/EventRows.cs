using System.Buffers.Binary;
using System.Text;
using Exchange.Engine.Events;
using Exchange.Engine.Serialization;

namespace Exchange.Engine.Store;

/// <summary>Rows of <c>mt_events</c> in PostgreSQL's binary COPY format, one behind the other in one buffer that is used again.</summary>
/// <remarks>
/// The same bytes are what the chain is taken over. They can be recomputed from what the table returns, although jsonb does not keep
/// the text of a document: the event is parsed and written again.
/// </remarks>
internal sealed class EventRows
{
    /// <summary>The columns, in the order of the rows.</summary>
    internal const string Columns = "seq_id, id, version, timestamp, stream_id, data, type, mt_dotnet_type";

    private const int FixedBytes = 2 + (4 + 8) + (4 + 16) + (4 + 8) + (4 + 8) + 4 + 4 + 1;
    private const long PostgresEpochUnixMicroseconds = 946_684_800_000_000;
    private static readonly byte[]?[] TypeFields = BuildTypeFields();

    private byte[] buffer = new byte[1 << 19];
    private int used;

    /// <summary>What precedes the rows of a COPY.</summary>
    internal static ReadOnlyMemory<byte> Header { get; } = (byte[])[0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What follows the rows of a COPY.</summary>
    internal static ReadOnlyMemory<byte> Trailer { get; } = (byte[])[0xff, 0xff];

    /// <summary>The rows added since the last <see cref="Clear"/>.</summary>
    internal ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, used);

    /// <summary>Microseconds since the Unix epoch as PostgreSQL counts them.</summary>
    internal static long ToPostgres(long unixMicroseconds) => unixMicroseconds - PostgresEpochUnixMicroseconds;

    /// <summary>PostgreSQL's microseconds as we count them.</summary>
    internal static long FromPostgres(long microseconds) => microseconds + PostgresEpochUnixMicroseconds;

    /// <summary>The id of the event that a writer stores at a position: a UUID of version 8, so that a repeated row is recognised.</summary>
    internal static UInt128 IdOf(int epoch, long position) =>
        new(((ulong)(uint)epoch << 32) | 0x8000, 0x8000_0000_0000_0000 | (ulong)position);

    /// <summary>Forgets the rows; the room stays.</summary>
    internal void Clear() => used = 0;

    /// <summary>Adds a row and gives its bytes, which are valid until the next call.</summary>
    internal ReadOnlySpan<byte> Add(in RecordedEvent occurred, UInt128 id, ReadOnlySpan<byte> streamId, long version)
    {
        byte[] typeFields = TypeFields[(int)occurred.Kind]!;
        Reserve(FixedBytes + streamId.Length + EventCodec.MaxJsonBytes(occurred.Kind) + typeFields.Length);
        Span<byte> row = buffer.AsSpan(used);
        BinaryPrimitives.WriteInt16BigEndian(row, 8);
        int at = 2;
        at += Number(row[at..], occurred.Position);
        BinaryPrimitives.WriteInt32BigEndian(row[at..], 16);
        BinaryPrimitives.WriteUInt128BigEndian(row[(at + 4)..], id);
        at += 20;
        at += Number(row[at..], version);
        at += Number(row[at..], ToPostgres(occurred.AtUnixMicroseconds));
        BinaryPrimitives.WriteInt32BigEndian(row[at..], streamId.Length);
        streamId.CopyTo(row[(at + 4)..]);
        at += 4 + streamId.Length;
        int documentBytes = EventCodec.Write(occurred, row[(at + 5)..]);
        BinaryPrimitives.WriteInt32BigEndian(row[at..], documentBytes + 1);
        row[at + 4] = 1;
        at += 5 + documentBytes;
        typeFields.CopyTo(row[at..]);
        at += typeFields.Length;
        used += at;
        return row[..at];
    }

    private static int Number(Span<byte> row, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(row, 8);
        BinaryPrimitives.WriteInt64BigEndian(row[4..], value);
        return 12;
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - used < bytes) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + bytes));
    }

    private static byte[]?[] BuildTypeFields()
    {
        var fields = new byte[]?[Enum.GetValues<EventKind>().Length];
        foreach (EventDescription description in EventCatalogue.All)
            fields[(int)description.Kind] = [.. TextField(description.StoredName), .. TextField(description.DotNetType)];
        return fields;
    }

    private static byte[] TextField(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var field = new byte[4 + utf8.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, utf8.Length);
        utf8.CopyTo(field, 4);
        return field;
    }
}
