using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Feed;

/// <summary>A message from a reader of the feed.</summary>
public sealed record FeedRequest
{
    /// <summary><c>subscribe</c> or <c>unsubscribe</c>.</summary>
    public string? Type { get; init; }
    /// <summary>Products for all channels that name none of their own.</summary>
    public string[]? ProductIds { get; init; }
    /// <summary>One product; the oldest clients send this and no channels.</summary>
    public string? ProductId { get; init; }
    /// <summary>Channels: names, or objects with a name and products. None means the full channel.</summary>
    public JsonElement[]? Channels { get; init; }
    /// <summary>The key's public name.</summary>
    public string? Key { get; init; }
    /// <summary>The signature over timestamp + GET + /users/self/verify.</summary>
    public string? Signature { get; init; }
    /// <summary>The passphrase.</summary>
    public string? Passphrase { get; init; }
    /// <summary>The literal timestamp.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Timestamp { get; init; }
    /// <summary>Go on with the full channel after this sequence.</summary>
    public long? FromSequence { get; init; }
    /// <summary>Cancel all orders of the signed account when this connection ends.</summary>
    public bool CancelOnDisconnect { get; init; }

    /// <summary>Whether it is in the oldest form, whose clients expect no answer but the feed itself.</summary>
    [JsonIgnore]
    public bool IsOldest => Channels is null && ProductIds is null && ProductId is not null;

    /// <summary>The channels asked for, each with its products; null where one cannot be understood.</summary>
    public IReadOnlyList<(FeedChannel Channel, string[] Products)>? Read(out string problem)
    {
        problem = "";
        string[] products = ProductIds ?? (ProductId is null ? [] : [ProductId]);
        if (Channels is null or []) return [(FeedChannel.Full, products)];
        var asked = new List<(FeedChannel, string[])>();
        foreach (JsonElement element in Channels)
        {
            string? name = element.ValueKind == JsonValueKind.String ? element.GetString() : Text(element, "name");
            if (name is null || FeedChannels.Find(name) is not { } channel)
            {
                problem = $"{name} is not a valid channel";
                return null;
            }

            asked.Add((channel, Own(element) ?? products));
        }

        return asked;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string[]? Own(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("product_ids", out JsonElement list)) return null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) return null;
        return [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
    }
}
