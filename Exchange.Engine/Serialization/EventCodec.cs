using System.Text.Json;
using Exchange.Engine.Events;

namespace Exchange.Engine.Serialization;

/// <summary>Turns events into the JSON documents that are stored, and back, straight between bytes: neither way allocates.</summary>
/// <remarks>
/// The document is the one that System.Text.Json writes under <see cref="EventJson"/>: properties as declared, in Pascal case; ids, prices,
/// minutes and counts as bare numbers; enumerations by name and sets of flags as numbers; UUIDs, or null where none was given.
/// </remarks>
public static class EventCodec
{
    private static readonly Shape?[] Shapes = BuildShapes();

    /// <summary>The longest document of a kind, in bytes.</summary>
    public static int MaxJsonBytes(EventKind kind) => ShapeOf(kind).MaxJsonBytes;

    /// <summary>Writes an event's document.</summary>
    /// <param name="occurred">The event.</param>
    /// <param name="destination">At least <see cref="MaxJsonBytes"/> of its kind.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="InvalidOperationException">An enumeration holds a value that has no name: a broken invariant.</exception>
    public static int Write(in RecordedEvent occurred, Span<byte> destination) =>
        ValueWriting.Write(ShapeOf(occurred.Kind), occurred.Payload, destination);

    /// <summary>How many bytes an event of a kind takes in memory, padded to eight as <see cref="RecordedEvent.Payload"/> is.</summary>
    public static int PayloadBytes(EventKind kind) => (ShapeOf(kind).SizeBytes + 7) & ~7;

    /// <summary>Reads an event's document, its properties in any order; a property that is missing has its default.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="json">The document.</param>
    /// <param name="payload">Receives the event: exactly <see cref="PayloadBytes"/> long.</param>
    /// <exception cref="UnreadableEventException">No document of that kind: an unknown property, a value of another type or out of range.</exception>
    public static void Read(EventKind kind, ReadOnlySpan<byte> json, Span<byte> payload)
    {
        Shape shape = ShapeOf(kind);
        payload.Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            ValueReading.Read(ref reader, shape, payload);
        }
        catch (JsonException malformed)
        {
            throw new UnreadableEventException($"The document of a {kind} cannot be read: {malformed.Message}", malformed);
        }
    }

    private static Shape ShapeOf(EventKind kind) =>
        Shapes[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such event.");

    private static Shape?[] BuildShapes()
    {
        var shapes = new Shape?[Enum.GetValues<EventKind>().Length];
        foreach (EventDescription description in EventCatalogue.All) shapes[(int)description.Kind] = ShapeReflection.OfRecord(description.Type);
        return shapes;
    }
}

/// <summary>A stored document that is not an event of the kind that its row claims.</summary>
public sealed class UnreadableEventException : Exception
{
    /// <summary>With what is wrong with it.</summary>
    public UnreadableEventException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
