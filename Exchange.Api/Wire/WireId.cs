using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Values;

namespace Exchange.Api.Wire;

/// <summary>What a UUID on the wire names.</summary>
public enum WireKind : ushort
{
    /// <summary>An order.</summary>
    Order = 1,
    /// <summary>An account.</summary>
    Account = 2,
    /// <summary>A node, or a group of identical nodes.</summary>
    Node = 3,
}

/// <summary>UUIDs that carry the engine's own numbers, so that no table is needed to translate them.</summary>
/// <remarks>
/// Version 8 of RFC 9562: 48 high bits of the number, the version and 12 bits of kind, the variant, the 16 low bits of the number and
/// a CRC-32 of number and kind. The check makes a mistyped id an invalid one instead of somebody else's order.
/// </remarks>
public static class WireId
{
    private const int VersionBits = 0x8000;
    private const int VersionMask = 0xF000;
    private const int VariantBits = 0x8000;

    /// <summary>The order's UUID.</summary>
    public static Guid Of(OrderId order) => Pack(WireKind.Order, order.Value);

    /// <summary>The account's UUID.</summary>
    public static Guid Of(AccountId account) => Pack(WireKind.Account, account.Value);

    /// <summary>The node's UUID.</summary>
    public static Guid Of(NodeId node) => Pack(WireKind.Node, node.Value);

    /// <summary>The UUID that stands for a text: version 8, made of the text's SHA-256.</summary>
    public static Guid FromName(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The UUID as it is written: lower case with hyphens.</summary>
    public static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Reads an order's UUID; false where it is not one that this exchange could have given.</summary>
    public static bool TryOrder([NotNullWhen(true)] string? text, out OrderId order)
    {
        bool found = TryUnpack(text, WireKind.Order, out long value);
        order = new OrderId(value);
        return found;
    }

    /// <summary>Reads an account's UUID; false where it is not one that this exchange could have given.</summary>
    public static bool TryAccount([NotNullWhen(true)] string? text, out AccountId account)
    {
        bool found = TryUnpack(text, WireKind.Account, out long value) && value <= int.MaxValue;
        account = found ? new AccountId((int)value) : default;
        return found;
    }

    /// <summary>Reads a node's UUID; false where it is not one that this exchange could have given.</summary>
    public static bool TryNode([NotNullWhen(true)] string? text, out NodeId node)
    {
        bool found = TryUnpack(text, WireKind.Node, out long value) && value is > 0 and <= int.MaxValue;
        node = found ? new NodeId((int)value) : default;
        return found;
    }

    private static Guid Pack(WireKind kind, long value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)((ulong)value >> 32));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)((ulong)value >> 16 & 0xFFFF));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(VersionBits | (int)kind));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], VariantBits);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[10..], (ushort)((ulong)value & 0xFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Crc32.Of(bytes[..12]));
        return new Guid(bytes, bigEndian: true);
    }

    private static bool TryUnpack(string? text, WireKind kind, out long value)
    {
        value = 0;
        if (!Guid.TryParse(text, CultureInfo.InvariantCulture, out Guid id)) return false;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        int tag = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        if ((tag & VersionMask) != VersionBits || (tag & ~VersionMask) != (int)kind) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) != Crc32.Of(bytes[..12])) return false;
        ulong high = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        ulong middle = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        ulong low = BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]);
        ulong all = (high << 32) | (middle << 16) | low;
        if (all > long.MaxValue) return false;
        value = (long)all;
        return true;
    }
}
