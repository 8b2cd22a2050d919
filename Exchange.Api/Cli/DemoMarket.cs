using System.Globalization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Orders;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Cli;

/// <summary>Other parties' orders, so that a new market is something to look at: a ladder of asks and bids around each reference price.</summary>
public sealed class DemoMarket
{
    /// <summary>Who sells in the books.</summary>
    public const string Seller = "demo-seller";

    /// <summary>What each of the two parties brings.</summary>
    public const long MakerDollars = 5_000_000;

    private const int Levels = 5;

    /// <summary>Room for the asks of two days, since a plain sell offers its GPUs for one day from whenever it came.</summary>
    private const int Nodes = 5;

    private const int MinutesPerDay = 24 * 60;
    private static readonly string[] Skus = ["h100-sxm5-80", "h200-sxm5-141", "b200-sxm6-180", "a100-sxm4-80", "l40s-48", "rtx4090-24"];
    private readonly ExchangeServer server;
    private readonly FirstRun setup;

    /// <summary>A demonstration on a server.</summary>
    public DemoMarket(ExchangeServer server, FirstRun setup)
    {
        this.server = server;
        this.setup = setup;
    }

    /// <summary>Places the orders; the ids by which they are sent make a repetition harmless. Asks end with their day, so each day has its own.</summary>
    public async Task PlaceAsync(CancellationToken cancellation)
    {
        AccountId seller = await setup.AccountAsync(Seller);
        AccountId buyer = await setup.AccountAsync("demo-buyer");
        await setup.FundAsync(seller, MakerDollars);
        await setup.FundAsync(buyer, MakerDollars);
        int day = server.Market.Committed.Read(state => state.Now.Value / MinutesPerDay);
        foreach (string sku in Skus)
        {
            Listing product = server.Desk.Listings.All().First(listed => listed.SkuName == sku);
            NodeId node = await setup.NodeAsync(seller, Seller, "demo-" + sku, sku, Nodes, cancellation);
            long reference = server.Market.Committed.Read(state => state.Specs[product.Sku].Reference.Micros);
            for (int level = 1; level <= Levels; level++)
            {
                await PlaceAsync(seller, Request(product, "sell", reference * (1_000 + (12 * level)) / 1_000, level, day) with { Node = WireId.Text(WireId.Of(node)) }, cancellation);
                await PlaceAsync(buyer, Request(product, "buy", reference * (1_000 - (12 * level)) / 1_000, level, 0), cancellation);
            }
        }
    }

    private async Task PlaceAsync(AccountId account, OrderRequest request, CancellationToken cancellation)
    {
        var caller = new Caller(account, Scopes.Trade, "demo");
        (_, Problem? problem) = await server.Desk.PlaceAsync(caller, request, cancellation);
        if (problem is not null) throw new InvalidOperationException($"A demonstration order was refused: {problem.Message}");
    }

    private static OrderRequest Request(Listing product, string side, long micros, int level, int day)
    {
        const long centMicros = 10_000;
        long rounded = Math.Max(centMicros, micros / centMicros * centMicros);
        Guid id = new(product.Id.Value, (short)level, (short)(side == "buy" ? 1 : 2), [0x80, 0, 0, 0, 0, 0, (byte)(day >> 8), (byte)(day & byte.MaxValue)]);
        return new OrderRequest
        {
            Side = side,
            ProductId = product.Name,
            Price = Decimals.MicrosText(rounded),
            Size = (level + 1).ToString(CultureInfo.InvariantCulture),
            ClientOid = id.ToString(),
        };
    }
}
