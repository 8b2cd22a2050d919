using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Engine.Events;
using Exchange.Engine.Serialization;
using Exchange.Tests.Snapshots;
using Xunit;

namespace Exchange.Tests.Events;

/// <summary>How each event lies in the table. A stored event is never changed: what is accepted here stays, new meaning is a new event.</summary>
public sealed class StoredShapeTests
{
    private static readonly JsonSerializerOptions Indented = new(EventJson.Options) { WriteIndented = true };

    public static TheoryData<EventKind> Kinds => [.. EventCatalogue.All.Select(description => description.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_stored_like_this(EventKind kind)
    {
        EventDescription description = EventCatalogue.Of(kind);
        foreach (RecordedEvent occurred in EventSamples.BatchOf(new EventSamples().Of(kind)))
        {
            var document = new byte[EventCodec.MaxJsonBytes(kind)];
            JsonNode parsed = JsonNode.Parse(Encoding.UTF8.GetString(document, 0, EventCodec.Write(occurred, document)))!;
            string stream = EventStreams.Of(occurred).IdFor("main");
            Snapshot.Verify($"type {description.StoredName}\nmt_dotnet_type {description.DotNetType}\nstream {stream}\n{parsed.ToJsonString(Indented)}", kind.ToString());
        }
    }
}
