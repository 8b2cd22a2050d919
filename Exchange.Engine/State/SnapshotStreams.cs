using System.Runtime.InteropServices;

namespace Exchange.Engine.State;

/// <summary>Writes unmanaged values one after another.</summary>
internal sealed class SnapshotWriter(Stream to)
{
    public void Write<T>(in T value)
        where T : unmanaged => to.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void WriteMany<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write((long)values.Length);
        const int atOnce = 4096;
        for (int done = 0; done < values.Length; done += atOnce)
            to.Write(MemoryMarshal.AsBytes(values.Slice(done, Math.Min(atOnce, values.Length - done))));
    }

    public void Flush() => to.Flush();
}

/// <summary>Reads unmanaged values one after another.</summary>
internal sealed class SnapshotReader(Stream from)
{
    private const long MostValues = 1L << 30;

    public T Read<T>()
        where T : unmanaged
    {
        T value = default;
        ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    public T[] ReadMany<T>()
        where T : unmanaged
    {
        long count = Read<long>();
        if (count is < 0 or > MostValues) throw new InvalidDataException("The snapshot is damaged: a count makes no sense.");
        var values = new T[count];
        const int atOnce = 4096;
        for (int done = 0; done < values.Length; done += atOnce)
            ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(done, Math.Min(atOnce, values.Length - done))));
        return values;
    }

    private void ReadExactly(Span<byte> bytes)
    {
        if (from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException("The snapshot is damaged: it ends too early.");
    }
}
