using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Engine.Events;
using Exchange.Engine.Serialization;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Events;

/// <summary>The codec writes what System.Text.Json writes, and both read it back.</summary>
public sealed class EventCodecTests
{
    private const int RoundsPerKind = 300;

    public static TheoryData<EventKind> Kinds => [.. EventCatalogue.All.Select(description => description.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Codec_and_serializer_agree_on_any_event(EventKind kind)
    {
        int seed = Random.Shared.Next();
        foreach (Random random in (Random[])[new(20_260), new(seed)])
        {
            var samples = new EventSamples(random);
            for (int round = 0; round < RoundsPerKind; round++) Agree(kind, samples.Of(kind), seed);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_event_survives_the_order_and_spaces_of_jsonb(EventKind kind)
    {
        var samples = new EventSamples(new Random(7));
        for (int round = 0; round < RoundsPerKind; round++)
        {
            object occurred = samples.Of(kind);
            string normalised = Normalised(JsonNode.Parse(Written(occurred))!);
            Assert.Equal(occurred, Read(kind, normalised));
        }
    }

    [Fact]
    public void A_missing_property_has_its_default() =>
        Assert.Equal(new OrderReduced(new OrderId(7), default), Read(EventKind.OrderReduced, """{"Order":7}"""));

    [Theory]
    [InlineData("""{"Order":7,"Colour":1}""", "Colour")]
    [InlineData("""{"Order":7,"Gpus":-1}""", "-1")]
    [InlineData("""{"Order":7,"Gpus":2147483648}""", "2147483648")]
    [InlineData("""{"Order":7,"Gpus":1.5}""", "1.5")]
    [InlineData("""{"Order":"7"}""", "7")]
    [InlineData("""{"Order":null}""", "Null")]
    [InlineData("""{"Order":7""", "OrderReduced")]
    [InlineData("""[7]""", "StartArray")]
    public void What_is_no_such_event_is_refused(string document, string named)
    {
        var refusal = Assert.Throws<UnreadableEventException>(() => Read(EventKind.OrderReduced, document));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_nobody_knows_is_refused() =>
        Assert.Throws<UnreadableEventException>(() => Read(EventKind.OrderCancelled, """{"Order":7,"Reason":"Whim"}"""));

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Assert.Throws<UnreadableEventException>(() => Read(EventKind.AccountOpened, $$"""{"Name":"{{new string('x', Text64.MaxBytes + 1)}}"}"""));

    [Fact]
    public void Writing_and_reading_allocate_nothing()
    {
        var batch = EventSamples.BatchOf(new EventSamples().Of(EventKind.OrderFilled));
        var document = new byte[EventCodec.MaxJsonBytes(EventKind.OrderFilled)];
        var payload = new byte[EventCodec.PayloadBytes(EventKind.OrderFilled)];
        long before = 0;
        for (int round = 0; round < 2_000; round++)
        {
            if (round == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            foreach (RecordedEvent occurred in batch) EventCodec.Read(occurred.Kind, document.AsSpan(0, EventCodec.Write(occurred, document)), payload);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Agree(EventKind kind, object occurred, int seed)
    {
        string written = Written(occurred);
        string serialized = JsonSerializer.Serialize(occurred, occurred.GetType(), EventJson.Options);
        Assert.True(serialized == written, $"Seed {seed}: the codec wrote {written}, the serializer {serialized}.");
        Assert.True(occurred.Equals(Read(kind, written)), $"Seed {seed}: the codec did not read {written} back.");
        Assert.True(occurred.Equals(JsonSerializer.Deserialize(written, occurred.GetType(), EventJson.Options)), $"Seed {seed}: the serializer did not read {written} back.");
    }

    private static string Written(object occurred)
    {
        foreach (RecordedEvent recorded in EventSamples.BatchOf(occurred))
        {
            var document = new byte[EventCodec.MaxJsonBytes(recorded.Kind)];
            return Encoding.UTF8.GetString(document, 0, EventCodec.Write(recorded, document));
        }

        throw new InvalidOperationException("The batch is empty.");
    }

    private static object Read(EventKind kind, string document)
    {
        var payload = new byte[EventCodec.PayloadBytes(kind)];
        EventCodec.Read(kind, Encoding.UTF8.GetBytes(document), payload);
        return EventSamples.Boxed(kind, payload);
    }

    /// <summary>As jsonb prints it: shorter keys first, then bytewise; a space behind each colon and comma.</summary>
    private static string Normalised(JsonNode node) => node switch
    {
        JsonObject record => $"{{{string.Join(", ", record
            .OrderBy(property => property.Key.Length).ThenBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => $"\"{property.Key}\": {(property.Value is null ? "null" : Normalised(property.Value))}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(item => Normalised(item!)))}]",
        _ => node.ToJsonString(EventJson.Options),
    };
}
