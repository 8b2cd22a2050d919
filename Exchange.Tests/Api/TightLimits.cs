using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>An exchange with little patience: who asks too often is told when to come back, and who reads too slowly is let go.</summary>
public sealed class TightLimits
{
    private const int Burst = 200;
    private const int Levels = 50;
    private const int SmallReceiveBufferBytes = 4_096;
    private const int MaxRequests = 50_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        using var exchange = new RunningExchange { Settings = Limits(closeMilliseconds: 2_000) };
        await exchange.InitializeAsync();
        TestClient often = await exchange.OpenAsync("often", dollars: 1);
        TestClient seldom = await exchange.OpenAsync("seldom", dollars: 1);
        using var unsigned = new HttpClient { BaseAddress = exchange.Server.Address };

        TestAnswer refused = await UntilRefusedAsync(() => often.GetAsync("/accounts"));
        HttpResponseMessage refusedPublic = await UntilRefusedAsync(() => unsigned.GetAsync("/products"));

        Assert.Equal(("rate_limited", "1", $"limit={Burst}, remaining=0, reset=1"), (refused["code"], refused.Headers["Retry-After"], refused.Headers["RateLimit"]));
        Assert.NotNull(refused["message"]);
        Assert.Equal("application/problem+json", refusedPublic.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"limit={Burst / 2}, remaining=0, reset=1", refusedPublic.Headers.GetValues("RateLimit").Single());
        Assert.Equal(200, (await seldom.GetAsync("/accounts")).Status);
        await exchange.DisposeAsync();
    }

    [Fact]
    public async Task Who_asks_without_reading_is_cut_off_with_try_again_later()
    {
        using var exchange = new RunningExchange { Settings = Limits(closeMilliseconds: 60_000) };
        await exchange.InitializeAsync();
        (ClientWebSocket socket, byte[] request) = await OpenAsync(exchange);

        // Each request is answered with the whole book: soon nothing fits between the two any more, and then not into the queue either.
        for (int i = 0; i < MaxRequests / 10; i++) await socket.SendAsync(request, WebSocketMessageType.Text, true, default);
        var room = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(room, default);
        }
        while (part.MessageType != WebSocketMessageType.Close);

        Assert.Equal(((WebSocketCloseStatus)1013, "too slow: reconnect and resume from your last sequence"), (part.CloseStatus, part.CloseStatusDescription));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        socket.Dispose();
        await exchange.DisposeAsync();
    }

    [Fact]
    public async Task Who_never_reads_is_broken_off()
    {
        using var exchange = new RunningExchange { Settings = Limits(closeMilliseconds: 100) };
        await exchange.InitializeAsync();
        (ClientWebSocket socket, byte[] request) = await OpenAsync(exchange);
        using var patience = new CancellationTokenSource(Patience);

        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true) await socket.SendAsync(request, WebSocketMessageType.Text, true, patience.Token);
        });

        socket.Dispose();
        await exchange.DisposeAsync();
    }

    private static ApiSettings Limits(int closeMilliseconds) => new()
    {
        PublicRequestsPerSecond = 10,
        PublicBurstRequests = Burst / 2,
        PrivateRequestsPerSecond = 10,
        PrivateBurstRequests = Burst,
        Feed = new FeedSettings { MaxQueuedMessages = 100, CloseMilliseconds = closeMilliseconds },
    };

    /// <summary>A connection that takes in little, and a request that is answered with a book of many levels.</summary>
    private static async Task<(ClientWebSocket Socket, byte[] Request)> OpenAsync(RunningExchange exchange)
    {
        TestMarket market = await exchange.MarketAsync("rtx3080-10");
        var bids = Enumerable.Range(1, Levels).Select(level => new { product_id = market.Product, side = "buy", size = 1, price = $"0.{level:00}" });
        Assert.Equal(200, (await market.Buyer.PostAsync("/orders/batch", bids)).Status);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = ConnectAsync }, disposeHandler: false);
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{exchange.Server.Address.Authority}/ws"), invoker, default);
        var request = new JsonObject { ["type"] = "subscribe", ["product_ids"] = new JsonArray(market.Product), ["channels"] = new JsonArray("level2") };
        return (socket, Encoding.UTF8.GetBytes(request.ToJsonString()));
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallReceiveBufferBytes, NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<TestAnswer> UntilRefusedAsync(Func<Task<TestAnswer>> ask)
    {
        for (int i = 0; i < MaxRequests; i++)
            if (await ask() is { Status: 429 } refused) return refused;
        throw new InvalidOperationException("Never refused.");
    }

    private static async Task<HttpResponseMessage> UntilRefusedAsync(Func<Task<HttpResponseMessage>> ask)
    {
        for (int i = 0; i < MaxRequests; i++)
            if (await ask() is { StatusCode: System.Net.HttpStatusCode.TooManyRequests } refused) return refused;
        throw new InvalidOperationException("Never refused.");
    }
}
