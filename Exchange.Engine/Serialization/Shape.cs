using System.Text;

namespace Exchange.Engine.Serialization;

/// <summary>What stands at a place of an event's struct, and so how it is written.</summary>
internal enum ShapeKind : byte
{
    /// <summary>A signed number of 32 bits.</summary>
    Int32,
    /// <summary>A signed number of 64 bits.</summary>
    Int64,
    /// <summary>A number of 32 bits that is never negative.</summary>
    Count32,
    /// <summary>A number of 64 bits that is never negative.</summary>
    Count64,
    /// <summary>A set of flags in one byte, written as a number.</summary>
    Flags,
    /// <summary>An enumeration in one byte, written as the member's name.</summary>
    Name,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>128 bits, written as a UUID; zero is null.</summary>
    Uuid,
    /// <summary>A text of at most 64 bytes.</summary>
    Text,
    /// <summary>A fixed number of bytes, written as hexadecimal digits.</summary>
    Bytes,
    /// <summary>A list of at most eight items.</summary>
    List,
    /// <summary>A record with properties.</summary>
    Record,
}

/// <summary>The shape of one JSON value and of the bytes that it stands for.</summary>
internal sealed class Shape
{
    private const int LongestNumber = 20;

    /// <summary>A value without parts.</summary>
    internal Shape(ShapeKind kind, int sizeBytes)
    {
        Kind = kind;
        SizeBytes = sizeBytes;
        MaxJsonBytes = kind switch
        {
            ShapeKind.Text => 2 + 6 * Values.Text64.MaxBytes,
            ShapeKind.Uuid => 38,
            ShapeKind.Bytes => 2 + 2 * sizeBytes,
            _ => LongestNumber,
        };
        Steps = [new WriteStep([], this, 0)];
    }

    /// <summary>An enumeration, by its members' names.</summary>
    internal Shape(byte[]?[] quotedNames)
        : this(ShapeKind.Name, 1)
    {
        QuotedNames = quotedNames;
        MaxJsonBytes = quotedNames.Max(name => name?.Length ?? 0);
    }

    /// <summary>A list of items.</summary>
    internal Shape(Shape item, int sizeBytes, int itemsOffset)
        : this(ShapeKind.List, sizeBytes)
    {
        Item = item;
        ItemsOffset = itemsOffset;
        MaxJsonBytes = 2 + Values.Few<int>.Max * (item.MaxJsonBytes + 1);
    }

    /// <summary>A record of properties, in the order in which they are declared.</summary>
    internal Shape(Property[] properties, int sizeBytes)
    {
        Kind = ShapeKind.Record;
        SizeBytes = sizeBytes;
        MaxJsonBytes = 2 + properties.Sum(property => property.Name.Length + 4 + property.Shape.MaxJsonBytes);
        StoredOrder = [.. properties];
        Array.Sort(StoredOrder, (left, right) => left.Name.Length != right.Name.Length
            ? left.Name.Length.CompareTo(right.Name.Length)
            : left.Name.AsSpan().SequenceCompareTo(right.Name));
        Steps = Flatten(properties, out byte[] tail);
        Tail = tail;
    }

    /// <summary>What kind of value.</summary>
    internal ShapeKind Kind { get; }

    /// <summary>How many bytes of the struct it takes.</summary>
    internal int SizeBytes { get; }

    /// <summary>The longest text that it can become, in bytes.</summary>
    internal int MaxJsonBytes { get; }

    /// <summary>Names with their quotes, by value; null where no member has that value.</summary>
    internal byte[]?[] QuotedNames { get; } = [];

    /// <summary>The shape of a list's items.</summary>
    internal Shape? Item { get; }

    /// <summary>Where a list's items begin; its count lies at 0.</summary>
    internal int ItemsOffset { get; }

    /// <summary>A record's properties in the order in which jsonb returns them: shorter names first, then bytewise.</summary>
    internal Property[] StoredOrder { get; } = [];

    /// <summary>The leaves in the order of writing, each with the text before it.</summary>
    internal WriteStep[] Steps { get; }

    /// <summary>The text after the last leaf.</summary>
    internal byte[] Tail { get; } = [];

    private static WriteStep[] Flatten(Property[] properties, out byte[] tail)
    {
        var steps = new List<WriteStep>();
        var text = new List<byte>();
        for (int i = 0; i < properties.Length; i++)
        {
            Property property = properties[i];
            text.AddRange(Encoding.UTF8.GetBytes(i == 0 ? "{\"" : ",\""));
            text.AddRange(property.Name);
            text.AddRange("\":"u8);
            foreach (WriteStep step in property.Shape.Steps)
            {
                text.AddRange(step.Prefix);
                steps.Add(new WriteStep([.. text], step.Leaf, property.Offset + step.Offset));
                text.Clear();
            }

            text.AddRange(property.Shape.Tail);
        }

        text.AddRange("}"u8);
        tail = [.. text];
        return [.. steps];
    }
}

/// <summary>A property of a record.</summary>
/// <param name="Name">Its name, in UTF-8.</param>
/// <param name="Offset">Where it lies in the record.</param>
/// <param name="Shape">What it is.</param>
internal sealed record Property(byte[] Name, int Offset, Shape Shape);

/// <summary>One step of writing: a fixed text, then the value at an offset.</summary>
/// <param name="Prefix">The text.</param>
/// <param name="Leaf">The value's shape; never a record.</param>
/// <param name="Offset">Where it lies.</param>
internal readonly record struct WriteStep(byte[] Prefix, Shape Leaf, int Offset);
