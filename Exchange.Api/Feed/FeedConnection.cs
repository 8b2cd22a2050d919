using System.Net.WebSockets;
using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;

namespace Exchange.Api.Feed;

/// <summary>One WebSocket: reads what the client wants and writes what waits for it, until either side ends.</summary>
public sealed class FeedConnection
{
    private const string VerifyTarget = "/users/self/verify";
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;
    private readonly WebSocket socket;
    private readonly FeedSettings settings;
    private readonly MarketFeed feed;
    private readonly Listings listings;
    private readonly Verification verification;
    private readonly ChallengeBoard board;
    private readonly Func<byte[]> status;

    /// <summary>A connection that was just opened.</summary>
    public FeedConnection(WebSocket socket, FeedReader reader, FeedEndpoint endpoint)
    {
        this.socket = socket;
        Reader = reader;
        (settings, feed, listings, verification, board, status) =
            (endpoint.Settings.Feed, endpoint.Feed, endpoint.Listings, endpoint.Verification, endpoint.Board, endpoint.Status);
    }

    /// <summary>The connection as the feed knows it.</summary>
    public FeedReader Reader { get; }

    /// <summary>Whether the client took not even the closing message in time.</summary>
    public bool IsBrokenOff { get; private set; }

    /// <summary>Serves the connection until it ends.</summary>
    /// <remarks>
    /// A read that is given up breaks the socket off, so none is before the closing message has been sent. A client that reads nothing
    /// holds up the message being written, and is not waited for longer than a closing handshake may take.
    /// </remarks>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stopping, ending.Token);
        Task writing = WriteAsync(ending.Token);
        Task reading = ReadAsync(ending.Token);
        Task idling = IdleAsync(stopped.Token);
        Task first = await Task.WhenAny(writing, reading, idling, Reader.Queue.CutOff);
        (WebSocketCloseStatus code, string words) = Verdict(first == idling, stopping);
        Reader.Queue.Complete();
        await CloseAsync(code, words);
        // The client answers with a closing message of its own; who does not is broken off.
        await Task.WhenAny(reading, Task.Delay(settings.CloseMilliseconds, CancellationToken.None));
        await ending.CancelAsync();
        await Task.WhenAll(Quietly(writing), Quietly(reading));
    }

    private (WebSocketCloseStatus Code, string Words) Verdict(bool idled, CancellationToken stopping)
    {
        if (Reader.Queue.IsCutOff) return (TryAgainLater, "too slow: reconnect and resume from your last sequence");
        if (stopping.IsCancellationRequested) return (WebSocketCloseStatus.EndpointUnavailable, "the exchange stops");
        return idled ? (WebSocketCloseStatus.PolicyViolation, "no subscription in time") : (WebSocketCloseStatus.NormalClosure, "");
    }

    /// <summary>Completes when nothing was subscribed to in time, or when the program stops.</summary>
    private async Task IdleAsync(CancellationToken stopped)
    {
        await Task.Delay(settings.SubscribeDeadlineMilliseconds, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Reader.IsSubscribed) await Task.Delay(Timeout.Infinite, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        while (await Reader.Queue.TakeAsync(cancellation) is { } message)
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var room = new byte[settings.MaxInboundBytes];
        while (true)
        {
            int used = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(room.AsMemory(used), cancellation);
                if (part.MessageType == WebSocketMessageType.Close) return;
                used += part.Count;
            }
            while (!part.EndOfMessage && used < room.Length);
            if (!part.EndOfMessage) return;
            await TakeAsync(room.AsMemory(0, used), cancellation);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        FeedRequest? request = Parse(text);
        if (request?.Type is not ("subscribe" or "unsubscribe"))
        {
            Fail("Malformed message", "expected a subscribe or unsubscribe message in JSON");
            return;
        }

        if (request.Read(out string problem) is not { } channels)
        {
            Fail("Failed to subscribe", problem);
            return;
        }

        if (!await SignAsync(request, channels.Any(asked => asked.Channel is FeedChannel.User or FeedChannel.Challenges), cancellation)) return;
        bool subscribes = request.Type == "subscribe";
        foreach ((FeedChannel channel, string[] products) in channels)
            if (!Change(request, channel, products, subscribes)) return;
        if (!request.IsOldest) feed.Send(Reader, Subscriptions());
    }

    private async ValueTask<bool> SignAsync(FeedRequest request, bool needed, CancellationToken cancellation)
    {
        if (request.Signature is null || request.Key is null || request.Timestamp is null || request.Passphrase is null)
        {
            if (!needed || Reader.Caller is not null) return true;
            Fail("Authentication Failed", "the channels user and challenges need key, passphrase, timestamp and signature");
            return false;
        }

        var signed = new SignedRequest(request.Key, request.Signature, request.Timestamp, request.Passphrase, "GET", VerifyTarget);
        (Caller? caller, Problem? problem) = await verification.VerifyAsync(signed, default, wasRecognised: false, cancellation);
        if (caller is null)
        {
            Fail("Authentication Failed", problem!.Message);
            return false;
        }

        Reader.Caller = caller;
        if (request.CancelOnDisconnect && (caller.Scopes & Scopes.Trade) != 0) Reader.CancelsOnDisconnect = true;
        return true;
    }

    private bool Change(FeedRequest request, FeedChannel channel, string[] names, bool subscribes)
    {
        if (channel == FeedChannel.Status)
        {
            Reader.WantsStatus = subscribes;
            if (subscribes) feed.Send(Reader, status());
            return true;
        }

        if (channel == FeedChannel.Challenges) return Listen(subscribes);
        IReadOnlyList<Listing> products = names.Length == 0 && (channel == FeedChannel.User || !subscribes) ? listings.All() : Find(names);
        if (products.Count < names.Length || (products.Count == 0 && subscribes))
        {
            Fail("Failed to subscribe", names.Length == 0 ? "no product_ids" : $"{string.Join(", ", names)}: not a product");
            return false;
        }

        foreach (Listing product in products)
        {
            if (!subscribes) feed.Unsubscribe(Reader, channel, product.Id);
            else if (!feed.Subscribe(Reader, channel, product.Id, request.FromSequence))
            {
                Fail("Failed to subscribe", "from_sequence is too old to resume from: take the book anew");
                return false;
            }
        }

        return true;
    }

    private bool Listen(bool subscribes)
    {
        if (!subscribes) board.Forget(Reader);
        else if (Reader.Caller is { } caller && (caller.Scopes & Scopes.Provide) != 0) board.Listen(Reader, caller.Account);
        else
        {
            Fail("Failed to subscribe", "the channel challenges needs a key with the scope provide");
            return false;
        }

        return true;
    }

    private List<Listing> Find(string[] names) => [.. names.Select(listings.Find).OfType<Listing>()];

    private byte[] Subscriptions() => FeedJson.Write(writer =>
    {
        writer.WriteString("type", "subscriptions");
        writer.WriteStartArray("channels");
        foreach (FeedChannel channel in Enum.GetValues<FeedChannel>())
        {
            HashSet<Engine.Values.ProductId> products = Reader.Wanted(channel);
            bool isWhole = channel == FeedChannel.Status ? Reader.WantsStatus : channel == FeedChannel.Challenges && Reader.ListensFor is not null;
            if (products.Count == 0 && !isWhole) continue;
            writer.WriteStartObject();
            writer.WriteString("name", FeedChannels.Name(channel));
            writer.WriteStartArray("product_ids");
            foreach (Listing product in listings.All().Where(product => products.Contains(product.Id))) writer.WriteStringValue(product.Name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private void Fail(string message, string reason) => feed.Send(Reader, FeedJson.Error(message, reason));

    private static FeedRequest? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text.Span, ApiJson.Default.FeedRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus code, string words)
    {
        using var patience = new CancellationTokenSource(settings.CloseMilliseconds);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(code, words, patience.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
            IsBrokenOff = true;
        }
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The client went, or was asked to: either way the connection is over.
        }
    }
}
