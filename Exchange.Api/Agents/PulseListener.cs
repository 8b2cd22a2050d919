using System.Net.WebSockets;
using System.Text.Json;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;

namespace Exchange.Api.Agents;

/// <summary>Answers the signs of life that are asked of a provider's nodes, over the feed's channel of challenges.</summary>
/// <param name="exchange">Where the exchange runs.</param>
/// <param name="api">The way to it.</param>
/// <param name="conduct">Whether it is there.</param>
/// <param name="nodes">The nodes for which it speaks, by id; all where it is empty.</param>
/// <param name="log">Says what the exchange did not take.</param>
public sealed class PulseListener(Uri exchange, ApiClient api, Conduct conduct, IReadOnlyCollection<string> nodes, AgentLog log)
{
    private const int MaxMessageBytes = 64 * 1024;
    private bool isTaken = true;

    /// <summary>Listens until it is told to stop, or the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        await socket.ConnectAsync(new UriBuilder(exchange) { Scheme = exchange.Scheme == "https" ? "wss" : "ws", Path = "/ws" }.Uri, cancellation);
        await socket.SendAsync(api.Subscription("challenges"), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);
        byte[] room = new byte[MaxMessageBytes];
        while (await ReadAsync(socket, room, cancellation) is { Length: > 0 } message)
            await HearAsync(message, cancellation);
    }

    /// <summary>Answers a message where it asks for a sign of life. One that the exchange is too busy to take is lost, and no reason to stop listening.</summary>
    /// <exception cref="UnreadableAnswerException">It is no message of the feed.</exception>
    internal async Task HearAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        if (Read(message.Span) is not { } pulse || !conduct.Answers(WatchedLease.MinuteOf(pulse.Due))) return;
        if (nodes.Count > 0 && !nodes.Contains(pulse.Node)) return;
        try
        {
            await api.TryAsync<string>(HttpMethod.Post, $"/heartbeats/{pulse.Nonce}", null, cancellation);
            isTaken = true;
        }
        catch (ApiRefusedException refused)
        {
            if (isTaken) log.Say($"a sign of life of {pulse.Node} was not taken: {refused.Code ?? $"{refused.Status}"}");
            isTaken = false;
        }
    }

    /// <summary>What a message asks for; null where it is of another kind.</summary>
    private static PulseAnswer? Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using JsonDocument told = JsonDocument.ParseValue(ref reader);
            bool isPulse = told.RootElement.ValueKind == JsonValueKind.Object && told.RootElement.TryGetProperty("type", out JsonElement type) && type.ValueEquals("pulse");
            return isPulse ? told.RootElement.Deserialize(ApiJson.Default.PulseAnswer) : null;
        }
        catch (JsonException unreadable)
        {
            throw new UnreadableAnswerException("/ws", unreadable);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(ClientWebSocket socket, byte[] room, CancellationToken cancellation)
    {
        int length = 0;
        while (length < room.Length)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(room.AsMemory(length), cancellation);
            if (part.MessageType == WebSocketMessageType.Close) return default;
            length += part.Count;
            if (part.EndOfMessage) return room.AsMemory(0, length);
        }

        return default;
    }
}
