using Exchange.Api.Accounts;
using Exchange.Api.Disputes;
using Exchange.Api.Docs;
using Exchange.Api.Feed;
using Exchange.Api.Health;
using Exchange.Api.Invoices;
using Exchange.Api.Leases;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Products;
using Exchange.Api.Proofs;
using Exchange.Api.Providers;
using Exchange.Api.Quorums;
using Exchange.Api.Reputation;
using Exchange.Api.Slashes;

namespace Exchange.Api.Hosting;

/// <summary>Everything that can be asked of the exchange, one line for each thing that a client can do.</summary>
public static class Endpoints
{
    /// <summary>Adds all endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ReadProducts.Map(routes);
        ReadBook.Map(routes);
        ReadTrades.Map(routes);
        PlaceOrder.Map(routes);
        BatchOrders.Map(routes);
        PreviewOrder.Map(routes);
        AmendOrder.Map(routes);
        CancelOrder.Map(routes);
        CancelOrders.Map(routes);
        CancelAfter.Map(routes);
        ReadOrders.Map(routes);
        ExplainOrder.Map(routes);
        ReadFills.Map(routes);
        ReadAccounts.Map(routes);
        RegisterProvider.Map(routes);
        ReadPublicNodes.Map(routes);
        RegisterAgentKey.Map(routes);
        PostBond.Map(routes);
        RegisterNode.Map(routes);
        NameUnits.Map(routes);
        NodeUpkeep.Map(routes);
        ReadLeases.Map(routes);
        HandOver.Map(routes);
        MeterLease.Map(routes);
        EndLease.Map(routes);
        ReadIncidents.Map(routes);
        OpenDispute.Map(routes);
        ReadDisputes.Map(routes);
        AnswerDispute.Map(routes);
        ReadChallenges.Map(routes);
        ReadNodeProofs.Map(routes);
        SubmitProof.Map(routes);
        AnswerHeartbeat.Map(routes);
        OpenQuorum.Map(routes);
        ReadQuorums.Map(routes);
        TakePart.Map(routes);
        ReadSlashes.Map(routes);
        AppealSlash.Map(routes);
        ReadInvoices.Map(routes);
        ReadReputation.Map(routes);
        OperateAccounts.Map(routes);
        OperateMarket.Map(routes);
        OperateRegistry.Map(routes);
        OperateLeases.Map(routes);
        OperateNodes.Map(routes);
        HealthEndpoints.Map(routes);
        DocsPage.Map(routes);
        routes.Map("/ws", (HttpContext context, FeedEndpoint feed) => ServeAsync(context, feed)).ExcludeFromDescription();
        routes.Map("/", (HttpContext context, FeedEndpoint feed) => ServeAsync(context, feed)).ExcludeFromDescription();
    }

    /// <summary>Trading clients open their socket at the root; a browser that comes there is shown the documentation.</summary>
    private static async Task ServeAsync(HttpContext context, FeedEndpoint feed)
    {
        if (context.WebSockets.IsWebSocketRequest) await feed.ServeAsync(context);
        else context.Response.Redirect("/docs");
    }
}
