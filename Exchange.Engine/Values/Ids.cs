namespace Exchange.Engine.Values;

/// <summary>An account. Dense, from 1; 0 is the house (fees, insurance, the outside world).</summary>
/// <param name="Value">The number.</param>
public readonly record struct AccountId(int Value)
{
    /// <summary>The operator's own account, which holds fees, insurance and the outside world's side.</summary>
    public static AccountId House => default;
}

/// <summary>An order: its place in the sequence of all orders and, in the low bits, the slot that it occupies while it lives.</summary>
/// <remarks>Ids rise with time and are never used twice. The default names no order.</remarks>
/// <param name="Value">Sequence shifted by <see cref="SlotBits"/>, or-ed with the slot.</param>
public readonly record struct OrderId(long Value)
{
    /// <summary>Bits that hold the slot: at most 16,777,216 orders live at once.</summary>
    public const int SlotBits = 24;

    /// <summary>An id from its parts.</summary>
    public static OrderId Of(long sequence, int slot) => new((sequence << SlotBits) | (uint)slot);

    /// <summary>The slot in the order table.</summary>
    public int Slot => (int)(Value & ((1L << SlotBits) - 1));

    /// <summary>The place in the sequence of all orders, from 1.</summary>
    public long Sequence => Value >> SlotBits;

    /// <summary>Whether it names no order.</summary>
    public bool IsNone => Value == 0;
}

/// <summary>The client's own name of an order: 128 bits, unique per account. The default means that none was given.</summary>
/// <param name="Value">The bits of the client's UUID, big-endian.</param>
public readonly record struct ClientOrderId(UInt128 Value)
{
    /// <summary>Whether none was given.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>The id from the client's UUID.</summary>
    public static ClientOrderId FromGuid(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The UUID that the client gave.</summary>
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>A fill, and the lease that it opens. Dense, from 1.</summary>
/// <param name="Value">The number.</param>
public readonly record struct FillId(long Value);

/// <summary>An exact product of the SKU registry. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct SkuId(int Value);

/// <summary>An interned spec: everything static about an ask. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct SpecId(int Value);

/// <summary>An interned requirement: everything static about a bid. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RequirementId(int Value);

/// <summary>A registered node, or a group of identical nodes. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct NodeId(int Value);

/// <summary>A listed product: a named default spec. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ProductId(int Value);

/// <summary>A challenge to prove something. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ChallengeId(long Value);

/// <summary>A proposal to take from a bond. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct SlashId(long Value);

/// <summary>A dispute over hours of a lease. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct DisputeId(long Value);

/// <summary>A job that several providers do, so that their results can be compared. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct QuorumId(long Value);

/// <summary>Failures of one provider in one place at one time, counted as one. Dense, from 1; the default names none.</summary>
/// <param name="Value">The number.</param>
public readonly record struct IncidentId(long Value);
