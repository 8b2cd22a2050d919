using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Exchange.Engine.Values;

namespace Exchange.Engine.Serialization;

/// <summary>Reads JSON values, by their shape, straight into the bytes in which they lie; those are zero beforehand.</summary>
internal static class ValueReading
{
    private const int LongestEscapedText = 6 * Text64.MaxBytes;

    /// <summary>Reads the value whose first token the reader stands on.</summary>
    internal static void Read(ref Utf8JsonReader json, Shape shape, Span<byte> value)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Int32 or ShapeKind.Count32:
                MemoryMarshal.Write(value, (int)Number(ref json, shape.Kind == ShapeKind.Count32 ? 0 : int.MinValue, int.MaxValue));
                break;
            case ShapeKind.Int64 or ShapeKind.Count64:
                MemoryMarshal.Write(value, Number(ref json, shape.Kind == ShapeKind.Count64 ? 0 : long.MinValue, long.MaxValue));
                break;
            case ShapeKind.Flags:
                value[0] = (byte)Number(ref json, 0, byte.MaxValue);
                break;
            case ShapeKind.Name:
                value[0] = Name(ref json, shape);
                break;
            case ShapeKind.Boolean:
                if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw Unexpected(ref json, "true or false");
                value[0] = json.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
                break;
            case ShapeKind.Uuid:
                MemoryMarshal.Write(value, Uuid(ref json));
                break;
            case ShapeKind.Text:
                Text(ref json, value);
                break;
            case ShapeKind.Bytes:
                Hexadecimal(ref json, value);
                break;
            case ShapeKind.List:
                List(ref json, shape, value);
                break;
            case ShapeKind.Record:
                Record(ref json, shape, value);
                break;
        }
    }

    private static void Record(ref Utf8JsonReader json, Shape record, Span<byte> value)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw Unexpected(ref json, "an object");
        int expected = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Property property = Find(ref json, record.StoredOrder, expected, out int found);
            expected = found + 1;
            json.Read();
            Read(ref json, property.Shape, value.Slice(property.Offset, property.Shape.SizeBytes));
        }
    }

    /// <summary>Looks where jsonb puts the next property first, and only then elsewhere.</summary>
    private static Property Find(ref Utf8JsonReader json, Property[] properties, int expected, out int found)
    {
        ReadOnlySpan<byte> name = json.ValueSpan;
        for (found = expected; found < properties.Length; found++)
            if (name.SequenceEqual(properties[found].Name)) return properties[found];
        for (found = 0; found < properties.Length; found++)
            if (json.ValueTextEquals(properties[found].Name)) return properties[found];
        throw new UnreadableEventException($"The property {json.GetString()} is not known to this version.");
    }

    private static long Number(ref Utf8JsonReader json, long least, long most)
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < least || number > most)
            throw Unexpected(ref json, FormattableString.Invariant($"a whole number from {least} to {most}"));
        return number;
    }

    private static byte Name(ref Utf8JsonReader json, Shape shape)
    {
        if (json.TokenType != JsonTokenType.String) throw Unexpected(ref json, "a name");
        ReadOnlySpan<byte> name = json.ValueSpan;
        for (int i = 0; i < shape.QuotedNames.Length; i++)
            if (shape.QuotedNames[i] is { } quoted && name.SequenceEqual(quoted.AsSpan(1, quoted.Length - 2))) return (byte)i;
        throw Unexpected(ref json, "a name that is known");
    }

    private static ClientOrderId Uuid(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return default;
        if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out Guid guid)) throw Unexpected(ref json, "a UUID or null");
        return ClientOrderId.FromGuid(guid);
    }

    private static void Text(ref Utf8JsonReader json, Span<byte> value)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > LongestEscapedText) throw Unexpected(ref json, "a short text");
        Span<byte> text = stackalloc byte[LongestEscapedText];
        text = text[..json.CopyString(text)];
        if (text.Length > Text64.MaxBytes || text.Contains((byte)0)) throw Unexpected(ref json, "a text of at most 64 bytes without NUL");
        text.CopyTo(value);
    }

    private static void Hexadecimal(ref Utf8JsonReader json, Span<byte> value)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length != 2 * value.Length
            || Convert.FromHexString(json.ValueSpan, value, out _, out _) != OperationStatus.Done)
            throw Unexpected(ref json, FormattableString.Invariant($"{value.Length} bytes in hexadecimal digits"));
    }

    private static void List(ref Utf8JsonReader json, Shape list, Span<byte> value)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw Unexpected(ref json, "a list");
        Shape item = list.Item!;
        int count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count == Few<int>.Max) throw new UnreadableEventException($"A list holds more than {Few<int>.Max} items.");
            Read(ref json, item, value.Slice(list.ItemsOffset + count++ * item.SizeBytes, item.SizeBytes));
        }

        MemoryMarshal.Write(value, count);
    }

    private static UnreadableEventException Unexpected(ref Utf8JsonReader json, string wanted) =>
        new($"Expected {wanted}, found {json.TokenType} {Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, 100)])}.");
}
