using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary>Reads an order, completes it with what only the exchange knows, sends it, and says what became of it.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Listings">The products.</param>
/// <param name="Interning">Gives specs and requirements their numbers.</param>
/// <param name="Nodes">Finds nodes for asks that name none.</param>
/// <param name="Offers">How nodes were described.</param>
/// <param name="Lookup">Finds orders.</param>
/// <param name="Settings">Limits.</param>
public sealed record OrderDesk(
    Gateway Gateway, CommittedMarket Committed, Listings Listings, Interning Interning, NodeDirectory Nodes, NodeOffers Offers, OrderLookup Lookup,
    ApiSettings Settings)
{
    /// <summary>Places an order: the order as it stands after it was matched, or the problem.</summary>
    public async ValueTask<(OrderAnswer? Order, Problem? Problem)> PlaceAsync(Caller caller, OrderRequest request, CancellationToken cancellation)
    {
        (OrderDraft? draft, Problem? problem) = await DraftAsync(caller.Account, request);
        return draft is null ? (null, problem) : await SendAsync(caller, draft, cancellation);
    }

    /// <summary>Sends what was read of an order: on its way when this returns, so that orders sent one after the other arrive so.</summary>
    public async ValueTask<(OrderAnswer? Order, Problem? Problem)> SendAsync(Caller caller, OrderDraft draft, CancellationToken cancellation)
    {
        (Receipt receipt, Problem? problem) = draft.Common.Side == Side.Bid
            ? await Gateway.SubmitAsync(new PlaceBid(caller.Account, draft.Common.Client, draft.Bid))
            : await Gateway.SubmitAsync(new PlaceAsk(caller.Account, draft.Common.Client, draft.Ask));
        if (problem is not null) return (null, problem);
        await Committed.WaitForAsync(receipt.Position, cancellation);
        if (receipt.Refusal == Refusal.ClientOrderIdReused && await SameAsync(caller.Account, draft, cancellation) is { } same) return (same, null);
        if (!receipt.Accepted) return (null, Refusals.Problem(receipt));
        OrderAnswer? placed = await Lookup.FindAsync(caller.Account, receipt.Order, cancellation);
        return placed is null ? (null, Problem.OrderNotFound) : (placed, null);
    }

    /// <summary>Reads an order into what the engine takes, without sending it.</summary>
    public async ValueTask<(OrderDraft? Draft, Problem? Problem)> DraftAsync(AccountId account, OrderRequest request)
    {
        if (Listings.Find(request.ProductId) is not { } product) return (null, Problem.ProductNotFound);
        var reader = new FieldReader();
        Minute now = Committed.Read(state => state.Now);
        CommonTerms common = TermsReader.Common(request, now, reader);
        if (reader.Problem is not null) return (null, reader.Problem);
        return common.Side == Side.Bid
            ? await DraftBidAsync(request, common, product, reader)
            : await DraftAskAsync(account, request, common, product, now, reader);
    }

    private async ValueTask<(OrderDraft? Draft, Problem? Problem)> DraftBidAsync(OrderRequest request, CommonTerms common, Listing product, FieldReader reader)
    {
        BidTerms terms = TermsReader.Bid(request, common, product, reader);
        Requirement requirement = RequirementReader.Read(request.Require, product.Requirement, FindSku, reader);
        if (reader.Problem is not null) return (null, reader.Problem);
        (RequirementId id, Problem? problem) = requirement == product.Requirement
            ? (product.RequirementId, null)
            : await Interning.IdOfAsync(requirement);
        return problem is null ? (new OrderDraft(common, product, terms with { Requirement = id }, default), null) : (null, problem);
    }

    private async ValueTask<(OrderDraft? Draft, Problem? Problem)> DraftAskAsync(
        AccountId account, OrderRequest request, CommonTerms common, Listing product, Minute now, FieldReader reader)
    {
        AskTerms terms = TermsReader.Ask(request, common, product, now, new Minutes(Settings.PlainSellWindowMinutes), reader);
        NodeId node = ChooseNode(account, request.Node, common.Gpus, product, reader);
        if (reader.Problem is not null) return (null, reader.Problem);
        Spec offer = TermsReader.Offer(request.Availability, Offers.Of(node), reader);
        if (reader.Problem is not null) return (null, reader.Problem);
        (SpecId id, Problem? problem) = await Interning.IdOfAsync(offer);
        return problem is null ? (new OrderDraft(common, product, default, terms with { Node = node, Spec = id }), null) : (null, problem);
    }

    private NodeId ChooseNode(AccountId account, string? named, Gpus gpus, Listing product, FieldReader reader)
    {
        if (named is null)
        {
            NodeId chosen = Nodes.Choose(account, product.Sku, gpus);
            if (chosen == default) reader.Fail("node", $"the account has no node of {product.SkuName} to sell from: register one at POST /nodes");
            return chosen;
        }

        bool own = WireId.TryNode(named, out NodeId node)
            && Committed.Read(state => state.Fleet.Exists(node) && state.Fleet[node].Provider == account && state.Fleet[node].Sku == product.Sku);
        if (!own) reader.Fail("node", $"node is none of the account's nodes of {product.SkuName}");
        return node;
    }

    /// <summary>
    /// A repeated order whose unstated terms were completed differently the second time: its node, or times that count from now.
    /// What the client stated is compared; if it is the same, the first order is the answer.
    /// </summary>
    private async ValueTask<OrderAnswer?> SameAsync(AccountId account, OrderDraft draft, CancellationToken cancellation)
    {
        OrderId id = Lookup.Find(account, draft.Common.Client);
        if (id.IsNone || await Lookup.FindAsync(account, id, cancellation) is not { } first) return null;
        bool market = (draft.Common.Flags & OrderFlags.Market) != 0;
        bool same = first.ProductId == draft.Product.Name
            && first.Side == Words.Sides[draft.Common.Side]
            && first.Size == Decimals.Text(draft.Common.Gpus)
            && first.Type == (market ? "market" : "limit")
            && first.TimeInForce == Words.TimeInForce[draft.Common.TimeInForce]
            && (market || first.Price == Decimals.Text(draft.Common.Limit));
        return same ? first : null;
    }

    /// <summary>The SKU of that exact name, or the default where none is listed.</summary>
    public SkuId FindSku(string name) =>
        System.Text.Encoding.UTF8.GetByteCount(name) > Text64.MaxBytes ? default : Committed.Read(state => state.Specs.FindSku(Text64.From(name)));
}

/// <summary>An order as the engine takes it.</summary>
/// <param name="Common">What both sides say.</param>
/// <param name="Product">The product.</param>
/// <param name="Bid">The terms, of a bid.</param>
/// <param name="Ask">The terms, of an ask.</param>
public sealed record OrderDraft(CommonTerms Common, Listing Product, BidTerms Bid, AskTerms Ask);
