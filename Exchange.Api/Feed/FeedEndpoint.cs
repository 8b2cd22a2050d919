using System.Net.WebSockets;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;

namespace Exchange.Api.Feed;

/// <summary>Takes WebSocket connections, and does what their ends ask for.</summary>
/// <param name="Settings">Limits.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Listings">The products.</param>
/// <param name="Verification">Checks signatures.</param>
/// <param name="Board">The challenges.</param>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Lifetime">Says when the program stops.</param>
public sealed record FeedEndpoint(
    ApiSettings Settings, MarketFeed Feed, Listings Listings, Verification Verification, ChallengeBoard Board, Gateway Gateway, IHostApplicationLifetime Lifetime)
{
    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var reader = new FeedReader(Settings.Feed);
        if (!Feed.TryConnect(reader, Settings.Feed.MaxConnections))
        {
            await Problem.InboxFull(Settings.RetryAfterSeconds).ExecuteAsync(context);
            return;
        }

        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            var connection = new FeedConnection(socket, reader, this);
            await connection.RunAsync(Lifetime.ApplicationStopping);
            if (connection.IsBrokenOff) context.Abort(); // What was written and never taken would hold the connection open.
        }
        finally
        {
            Board.Forget(reader);
            Feed.Disconnect(reader);
            if (reader is { CancelsOnDisconnect: true, Caller: { } caller }) await CancelAllAsync(caller);
        }
    }

    /// <summary>The status message: all products and currencies.</summary>
    public byte[] Status() => FeedJson.Write(writer =>
    {
        writer.WriteString("type", "status");
        writer.WritePropertyName("products");
        System.Text.Json.JsonSerializer.Serialize(writer, Listings.Answers(), ApiJson.Default.ProductAnswerArray);
        writer.WritePropertyName("currencies");
        System.Text.Json.JsonSerializer.Serialize(writer, Listings.Currencies(), ApiJson.Default.CurrencyAnswerArray);
    });

    private async Task CancelAllAsync(Caller caller)
    {
        bool more = true;
        while (more)
        {
            (Receipt receipt, Problem? problem) = await Gateway.SubmitAsync(new CancelAll(caller.Account, default, Sides.Both));
            more = problem is null && receipt.More;
        }
    }
}
