using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>Place a bid. Answered with the order's id, or with the reason of refusal.</summary>
/// <param name="Account">Who bids.</param>
/// <param name="Client">The client's name of the order; the default means none.</param>
/// <param name="Terms">What is bid.</param>
public readonly partial record struct PlaceBid(AccountId Account, ClientOrderId Client, BidTerms Terms) : ICommand<PlaceBid>;

/// <summary>Place an ask. Answered with the order's id, or with the reason of refusal.</summary>
/// <param name="Account">Who asks; owns the node.</param>
/// <param name="Client">The client's name of the order; the default means none.</param>
/// <param name="Terms">What is asked.</param>
public readonly partial record struct PlaceAsk(AccountId Account, ClientOrderId Client, AskTerms Terms) : ICommand<PlaceAsk>;

/// <summary>Change what rests. Fewer GPUs at the same price keep priority; more GPUs or another price lose it.</summary>
/// <param name="Account">Who asks for it; must own the order.</param>
/// <param name="Order">The order.</param>
/// <param name="Gpus">GPUs that shall remain open from now on; 0 leaves the count as it is.</param>
/// <param name="Limit">The new limit; the default leaves it as it is.</param>
/// <param name="PostOnly">Refuse the change where it would trade at once, as is done anyway for an order that was placed post-only.</param>
public readonly partial record struct AmendOrder(AccountId Account, OrderId Order, Gpus Gpus, Price Limit, bool PostOnly) : ICommand<AmendOrder>;

/// <summary>Cancel what rests of one order.</summary>
/// <param name="Account">Who asks for it; must own the order.</param>
/// <param name="Order">The order.</param>
public readonly partial record struct CancelOrder(AccountId Account, OrderId Order) : ICommand<CancelOrder>;

/// <summary>Which side of the market.</summary>
public enum Side : byte
{
    /// <summary>Wants GPUs.</summary>
    Bid = 0,
    /// <summary>Offers GPUs.</summary>
    Ask = 1,
}

/// <summary>Narrows a mass cancel to a side.</summary>
public enum Sides : byte
{
    /// <summary>Both.</summary>
    Both = 0,
    /// <summary>Bids alone.</summary>
    Bids = 1,
    /// <summary>Asks alone.</summary>
    Asks = 2,
}

/// <summary>Cancel all open orders of an account, at most 8,192 in one command; the receipt says whether more are left.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Product">Only those sent under this product; the default means all.</param>
/// <param name="Sides">Only this side.</param>
public readonly partial record struct CancelAll(AccountId Account, ProductId Product, Sides Sides) : ICommand<CancelAll>;

/// <summary>Arm the dead-man's switch: cancel everything of the account at the deadline, unless armed anew before.</summary>
/// <param name="Account">Whose.</param>
/// <param name="TimeoutMilliseconds">From the command's own time; 0 disarms.</param>
public readonly partial record struct ArmCancelAfter(AccountId Account, int TimeoutMilliseconds) : ICommand<ArmCancelAfter>;

/// <summary>Open an account.</summary>
/// <param name="Owner">The beneficial owner: an account opened before, or the default for the account itself.</param>
/// <param name="Name">A name for people; not empty.</param>
public readonly partial record struct OpenAccount(AccountId Owner, Text64 Name) : ICommand<OpenAccount>;

/// <summary>Money arrives from outside.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Micros">Whole micro-dollars, more than zero.</param>
/// <param name="Reference">The payment's own id; the same reference is booked once.</param>
public readonly partial record struct Deposit(AccountId Account, long Micros, ClientOrderId Reference) : ICommand<Deposit>;

/// <summary>Money leaves to outside.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Micros">Whole micro-dollars, more than zero, at most what is available.</param>
/// <param name="Reference">The payment's own id; the same reference is booked once.</param>
public readonly partial record struct Withdraw(AccountId Account, long Micros, ClientOrderId Reference) : ICommand<Withdraw>;

/// <summary>List a SKU.</summary>
/// <param name="Sku">Its facts; the name is unique.</param>
public readonly partial record struct ListSku(Sku Sku) : ICommand<ListSku>;

/// <summary>Move a SKU through its life.</summary>
/// <param name="Sku">Which.</param>
/// <param name="Lifecycle">The new state.</param>
public readonly partial record struct ChangeSkuLifecycle(SkuId Sku, SkuLifecycle Lifecycle) : ICommand<ChangeSkuLifecycle>;

/// <summary>List a product: a named default requirement and duration, and what a plain ask of it offers.</summary>
/// <param name="Name">For example <c>H100SXM-USD</c>; unique.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Requirement">The default requirement; accepts the SKU at factor 10,000.</param>
/// <param name="Duration">The default duration of a plain order.</param>
public readonly partial record struct ListProduct(Text64 Name, SkuId Sku, RequirementId Requirement, Minutes Duration) : ICommand<ListProduct>;

/// <summary>Give a spec its small id; the same content is answered with the same id.</summary>
/// <param name="Spec">The spec.</param>
public readonly partial record struct InternSpec(Spec Spec) : ICommand<InternSpec>;

/// <summary>Give a requirement its small id; the same content is answered with the same id.</summary>
/// <param name="Requirement">The requirement.</param>
public readonly partial record struct InternRequirement(Requirement Requirement) : ICommand<InternRequirement>;

/// <summary>Register a node, or a group of identical nodes in one place.</summary>
/// <param name="Provider">Who owns it.</param>
/// <param name="Name">The provider's name for it; unique per provider.</param>
/// <param name="Sku">What is in it.</param>
/// <param name="GpusPerNode">GPUs in one node, 1..16.</param>
/// <param name="Nodes">How many nodes; 1 unless a group.</param>
public readonly partial record struct RegisterNode(AccountId Provider, Text64 Name, SkuId Sku, Gpus GpusPerNode, int Nodes) : ICommand<RegisterNode>;

/// <summary>Record the verified performance of a node.</summary>
/// <param name="Node">Which.</param>
/// <param name="Performance">Of the SKU's reference.</param>
/// <param name="Until">The first minute at which it is stale.</param>
public readonly partial record struct RecordPerformance(NodeId Node, BasisPoints Performance, Minute Until) : ICommand<RecordPerformance>;

/// <summary>Record that a node's attestation was verified.</summary>
/// <param name="Node">Which.</param>
/// <param name="Until">The first minute at which it is stale.</param>
public readonly partial record struct RecordAttestation(NodeId Node, Minute Until) : ICommand<RecordAttestation>;

/// <summary>Publish a provider's reputation to the engine.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Score">The published score.</param>
public readonly partial record struct PublishReputation(AccountId Provider, BasisPoints Score) : ICommand<PublishReputation>;

/// <summary>Change a setting.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">In the setting's own unit; must lie in its range.</param>
public readonly partial record struct ChangeSetting(Setting Setting, long Value) : ICommand<ChangeSetting>;

/// <summary>Open, restrict or halt the market.</summary>
/// <param name="State">The new state.</param>
public readonly partial record struct ChangeMarketState(MarketState State) : ICommand<ChangeMarketState>;

/// <summary>Let the engine's clock reach the command's time: expiries, gate closures and windows that come near.</summary>
public readonly partial record struct AdvanceTime : ICommand<AdvanceTime>;
