using Exchange.Engine.Values;

namespace Exchange.Api.Wire;

/// <summary>Hashes as they are written on the wire: 64 hexadecimal digits.</summary>
public static class HashHex
{
    private const int Digits = 2 * Hash256.Count;

    /// <summary>Reads a hash; false where it is none.</summary>
    public static bool TryRead(string? text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Count];
        bool isHash = text is { Length: Digits } && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = isHash ? Hash256.From(bytes) : default;
        return isHash;
    }

    /// <summary>A field's hash, or none and a problem.</summary>
    public static Hash256 Read(FieldReader reader, string field, string? text)
    {
        if (!TryRead(text, out Hash256 hash)) reader.Fail(field, $"{field} must be {Digits} hexadecimal digits");
        return hash;
    }
}
