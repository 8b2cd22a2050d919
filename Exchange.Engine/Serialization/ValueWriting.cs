using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using Exchange.Engine.Values;

namespace Exchange.Engine.Serialization;

/// <summary>Writes values as JSON, by their shape, straight from the bytes in which they lie.</summary>
internal static class ValueWriting
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Writes a value; the destination has room for the longest one of its shape.</summary>
    internal static int Write(Shape shape, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        int at = 0;
        foreach (ref readonly WriteStep step in shape.Steps.AsSpan())
        {
            step.Prefix.CopyTo(destination[at..]);
            at += step.Prefix.Length;
            at += Leaf(step.Leaf, value[step.Offset..], destination[at..]);
        }

        shape.Tail.CopyTo(destination[at..]);
        return at + shape.Tail.Length;
    }

    private static int Leaf(Shape leaf, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        switch (leaf.Kind)
        {
            case ShapeKind.Int32 or ShapeKind.Count32:
                return Number(MemoryMarshal.Read<int>(value), destination);
            case ShapeKind.Int64 or ShapeKind.Count64:
                return Number(MemoryMarshal.Read<long>(value), destination);
            case ShapeKind.Flags:
                return Number(value[0], destination);
            case ShapeKind.Name:
                byte[] name = leaf.QuotedNames[value[0]] ?? throw new InvalidOperationException($"No name for the value {value[0]}.");
                name.CopyTo(destination);
                return name.Length;
            case ShapeKind.Boolean:
                return Copy(value[0] == 0 ? "false"u8 : "true"u8, destination);
            case ShapeKind.Uuid:
                return Uuid(MemoryMarshal.Read<ClientOrderId>(value), destination);
            case ShapeKind.Text:
                return Text(MemoryMarshal.AsRef<Text64>(value).Bytes, destination);
            case ShapeKind.Bytes:
                return Hexadecimal(value[..leaf.SizeBytes], destination);
            case ShapeKind.List:
                return List(leaf, value, destination);
            case ShapeKind.Record:
            default:
                throw new InvalidOperationException($"A {leaf.Kind} is no leaf.");
        }
    }

    private static int Number(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out int written);
        return written;
    }

    private static int Uuid(ClientOrderId id, Span<byte> destination)
    {
        if (id.IsNone) return Copy("null"u8, destination);
        destination[0] = (byte)'"';
        Utf8Formatter.TryFormat(id.ToGuid(), destination[1..], out int written);
        destination[written + 1] = (byte)'"';
        return written + 2;
    }

    private static int Text(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = text.Length;
        if (!text.ContainsAnyExcept(Plain)) text.CopyTo(destination[1..]);
        else JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(text, destination[1..], out _, out written);
        destination[0] = (byte)'"';
        destination[written + 1] = (byte)'"';
        return written + 2;
    }

    private static int Hexadecimal(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        destination[0] = (byte)'"';
        Convert.TryToHexStringLower(bytes, destination[1..], out int written);
        destination[written + 1] = (byte)'"';
        return written + 2;
    }

    private static int List(Shape list, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Shape item = list.Item!;
        int count = MemoryMarshal.Read<int>(value);
        int at = 1;
        destination[0] = (byte)'[';
        for (int i = 0; i < count; i++)
        {
            if (i > 0) destination[at++] = (byte)',';
            at += Write(item, value.Slice(list.ItemsOffset + i * item.SizeBytes, item.SizeBytes), destination[at..]);
        }

        destination[at] = (byte)']';
        return at + 1;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
