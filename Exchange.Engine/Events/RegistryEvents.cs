using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Events;

/// <summary>A SKU was listed.</summary>
/// <param name="Sku">Its id.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct SkuListed(SkuId Sku, Sku Facts) : IEvent<SkuListed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SkuListed;
}

/// <summary>A SKU moved on in its life.</summary>
/// <param name="Sku">Its id.</param>
/// <param name="Lifecycle">The new state.</param>
public readonly record struct SkuLifecycleChanged(SkuId Sku, SkuLifecycle Lifecycle) : IEvent<SkuLifecycleChanged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SkuLifecycleChanged;
}

/// <summary>A setting was changed.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">In the setting's own unit.</param>
public readonly record struct SettingChanged(Setting Setting, long Value) : IEvent<SettingChanged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SettingChanged;
}

/// <summary>A product was listed.</summary>
/// <param name="Product">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Requirement">Its default requirement.</param>
/// <param name="Duration">Its default duration.</param>
public readonly record struct ProductListed(ProductId Product, Text64 Name, SkuId Sku, RequirementId Requirement, Minutes Duration)
    : IEvent<ProductListed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ProductListed;
}

/// <summary>A spec was given its id.</summary>
/// <param name="Spec">The id.</param>
/// <param name="Terms">The spec.</param>
public readonly record struct SpecInterned(SpecId Spec, Spec Terms) : IEvent<SpecInterned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SpecInterned;
}

/// <summary>A requirement was given its id.</summary>
/// <param name="Requirement">The id.</param>
/// <param name="Terms">The requirement.</param>
public readonly record struct RequirementInterned(RequirementId Requirement, Requirement Terms) : IEvent<RequirementInterned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.RequirementInterned;
}

/// <summary>An account was opened.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Owner">Its beneficial owner; itself unless it belongs to another.</param>
/// <param name="Name">Its name for people.</param>
public readonly record struct AccountOpened(AccountId Account, AccountId Owner, Text64 Name) : IEvent<AccountOpened>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.AccountOpened;
}

/// <summary>Money moved: one event, two legs.</summary>
/// <param name="From">Whose it was.</param>
/// <param name="FromKind">The purse that it left.</param>
/// <param name="To">Whose it is.</param>
/// <param name="ToKind">The purse that it reached.</param>
/// <param name="Amount">How much; more than zero.</param>
/// <param name="Reason">Why.</param>
/// <param name="Order">The order that it concerns, if any.</param>
/// <param name="Lease">The lease that it concerns, if any.</param>
/// <param name="Reference">The payment's own id, for deposits and withdrawals.</param>
public readonly record struct MoneyMoved(
    AccountId From, AccountKind FromKind, AccountId To, AccountKind ToKind, Money Amount, MoveReason Reason,
    OrderId Order, FillId Lease, ClientOrderId Reference) : IEvent<MoneyMoved>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.MoneyMoved;
}

/// <summary>A node, or a group of identical nodes, was registered.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Provider">Who owns it.</param>
/// <param name="Name">The provider's name for it.</param>
/// <param name="Sku">What is in it.</param>
/// <param name="GpusPerNode">GPUs in one node.</param>
/// <param name="Nodes">How many nodes.</param>
public readonly record struct NodeRegistered(NodeId Node, AccountId Provider, Text64 Name, SkuId Sku, Gpus GpusPerNode, int Nodes)
    : IEvent<NodeRegistered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.NodeRegistered;
}

/// <summary>A node's performance was verified.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Performance">Of the SKU's reference.</param>
/// <param name="Until">The first minute at which it is stale.</param>
public readonly record struct PerformanceVerified(NodeId Node, AccountId Provider, BasisPoints Performance, Minute Until) : IEvent<PerformanceVerified>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.PerformanceVerified;
}

/// <summary>A node's attestation was verified.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Until">The first minute at which it is stale.</param>
public readonly record struct AttestationVerified(NodeId Node, AccountId Provider, Minute Until) : IEvent<AttestationVerified>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.AttestationVerified;
}

/// <summary>A provider's reputation was published to the engine.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Score">The score that matching reads from now on.</param>
public readonly record struct ReputationPublished(AccountId Provider, BasisPoints Score) : IEvent<ReputationPublished>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ReputationPublished;
}
