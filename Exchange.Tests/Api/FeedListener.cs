using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Exchange.Api.Access;

namespace Exchange.Tests.Api;

/// <summary>A reader of the feed; confirmations of subscriptions are taken and forgotten.</summary>
public sealed class FeedListener : IAsyncDisposable
{
    private const int PatienceMilliseconds = 10_000;
    private readonly ClientWebSocket socket = new();
    private readonly byte[] room = new byte[1 << 20];

    /// <summary>Opens a connection and sends the first request; returns when it was answered, if it was one that is.</summary>
    public static async Task<FeedListener> OpenAsync(Uri address, JsonObject request)
    {
        var listener = new FeedListener();
        await listener.socket.ConnectAsync(new Uri($"ws://{address.Authority}/ws"), default);
        await listener.SendAsync(request);
        return listener;
    }

    /// <summary>The fields that sign a request.</summary>
    public static JsonObject Signed(TestClient client)
    {
        string timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["key"] = client.Key,
            ["passphrase"] = client.Passphrase,
            ["timestamp"] = timestamp,
            ["signature"] = Signature.Sign(Convert.FromBase64String(client.Secret), timestamp, "GET", "/users/self/verify", default),
        };
    }

    /// <summary>The next messages, confirmations left out. Waits for the confirmation too where it has not come.</summary>
    public async Task<List<JsonNode>> TakeAsync(int count)
    {
        var messages = new List<JsonNode>(waiting.Take(count));
        waiting.RemoveRange(0, messages.Count);
        while (messages.Count < count)
        {
            JsonNode message = await NextAsync(messages, count);
            if (message["type"]!.GetValue<string>() != "subscriptions") messages.Add(message);
        }

        return messages;
    }

    /// <summary>What came so far of a type: asks for the same again, and everything sent before the confirmation is here.</summary>
    public async Task<JsonNode?> FirstSoFarAsync(string type, JsonObject request)
    {
        await SendAsync(request);
        return waiting.Find(message => message["type"]!.GetValue<string>() == type);
    }

    private readonly List<JsonNode> waiting = [];

    private async Task SendAsync(JsonObject request)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, default);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            string type = message["type"]!.GetValue<string>();
            if (type == "subscriptions") return;
            waiting.Add(message);
            if (type == "error") return;
        }
    }

    private async Task<JsonNode> NextAsync(List<JsonNode> before, int count)
    {
        try
        {
            return await ReceiveAsync();
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Of {count} messages only these came:\n{string.Join('\n', before.Select(message => message.ToJsonString()))}");
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        int used = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(room.AsMemory(used), patience.Token);
            used += part.Count;
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(room.AsSpan(0, used))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (socket.State == WebSocketState.Open) await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        socket.Dispose();
    }
}
