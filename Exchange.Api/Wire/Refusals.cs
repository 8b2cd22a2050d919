using System.Text.Json;
using Exchange.Engine.Commands;

namespace Exchange.Api.Wire;

/// <summary>Turns the engine's reasons of refusal into problems.</summary>
public static class Refusals
{
    /// <summary>The problem of a refused command.</summary>
    public static Problem Problem(in Receipt receipt) => receipt.Refusal switch
    {
        Refusal.InsufficientFunds => At400(receipt.Refusal, "Insufficient funds") with { Shortfall = Decimals.Text(receipt.Shortfall) },
        Refusal.UnknownOrder => Wire.Problem.OrderNotFound,
        Refusal.UnknownAccount => Wire.Problem.AccountNotFound,
        Refusal.UnknownProduct => Wire.Problem.ProductNotFound,
        Refusal.UnknownLease or Refusal.UnknownChallenge or Refusal.UnknownSlash or Refusal.UnknownDispute or Refusal.UnknownQuorum => At404(receipt.Refusal),
        Refusal.MarketHalted => new(503, Code(receipt.Refusal), "Trading is halted, under maintenance"),
        _ => At400(receipt.Refusal, Message(receipt.Refusal)),
    };

    /// <summary>A stable code: the refusal's name in snake case.</summary>
    public static string Code(Refusal refusal) => JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.ToString());

    /// <summary>What a reason means, in the words that clients look for.</summary>
    public static string Message(Refusal refusal) => refusal switch
    {
        Refusal.None => "not refused",
        Refusal.UnknownAccount => "account not found",
        Refusal.UnknownOrder => "order not found",
        Refusal.OrderDone => "Order already done",
        Refusal.UnknownRequirement => "the requirement is not known",
        Refusal.UnknownSpec => "the spec is not known",
        Refusal.UnknownNode => "node not found",
        Refusal.UnknownSku => "SKU not found",
        Refusal.UnknownProduct => "Product not found",
        Refusal.SkuRetired => "the SKU is retired: it takes no new orders",
        Refusal.SpecDiffersFromNode => "the offer differs from its node in SKU or GPUs per node",
        Refusal.ClientOrderIdReused => "client_oid was used before with other content",
        Refusal.InsufficientFunds => "Insufficient funds",
        Refusal.MarketHalted => "Trading is halted, under maintenance",
        Refusal.MarketCancelOnly => "Cancel only mode",
        Refusal.MarketPostOnly => "Post only mode",
        Refusal.PostOnlyWouldTrade => "Post only: the order would have traded at once",
        Refusal.PriceOffTick => "price too precise: it is no multiple of quote_increment",
        Refusal.PriceOutsideBand => "price is outside the band around the reference price",
        Refusal.GpusOutOfRange => "size is too small, too large, or no multiple of the chunk step",
        Refusal.MinFillOutOfRange => "min_size is above size",
        Refusal.WindowOutOfRange => "the duration or window is empty or too long",
        Refusal.GateClosed => "the start has passed or is nearer than gate closure allows",
        Refusal.ExpiryPassed => "expire_time has passed",
        Refusal.NotionalTooLarge => "price x size x duration is above the limit of one order",
        Refusal.TermsContradict => "this combination of type, time_in_force, flags and placement means nothing",
        Refusal.UnitsTaken => "the node has no free units for this: its asks and leases would exceed what it has",
        Refusal.TooManyOpenOrders => "the account has as many open orders as it may",
        Refusal.CapacityReached => "the exchange has reached a limit of its tables",
        Refusal.NoLiquidity => "no liquidity: a market order found nobody to trade with",
        Refusal.NameInvalid => "the name is taken, empty or malformed",
        Refusal.ValueOutOfRange => "a number is outside its range",
        Refusal.NothingToAmend => "the change changes nothing",
        Refusal.ReferenceReused => "the payment's reference was used before with other content",
        Refusal.UnknownLease => "lease not found",
        Refusal.LeaseStateContradicts => "the lease is not in a state in which that can be done",
        Refusal.UnknownChallenge => "challenge not found",
        Refusal.UnknownSlash => "slash not found",
        Refusal.UnknownDispute => "dispute not found",
        Refusal.UnknownProvider => "the account is no provider: register it first",
        Refusal.NodeInactive => "the node may not be offered: its onboarding is not complete, or it was put out of the market",
        Refusal.BondShort => "the bond does not reach for the provider's nodes",
        Refusal.PerformanceStale => "the node has no fresh proof of the performance that an offer needs",
        Refusal.AttestationStale => "the node has no fresh attestation of what its spec claims",
        Refusal.DeviceTaken => "the device is registered already",
        Refusal.DeviceBanned => "the device may never be offered again",
        Refusal.UnitsNotFree => "a unit serves another lease at that time, is not registered, or is none of the lease's node",
        Refusal.NotYet => "it is too early for that",
        Refusal.TooLate => "it is too late for that",
        Refusal.AlreadyDone => "that was done before",
        Refusal.BeaconBroken => "the link does not belong to the day's chain",
        Refusal.NoAgentKey => "the account has registered no agent key",
        Refusal.NodeInUse => "open asks, leases or proofs of the node stand in the way",
        Refusal.UnknownQuorum => "quorum not found",
        Refusal.LeaseInQuorum => "the lease stands in an open quorum already",
        Refusal.OwnersNotDistinct => "two of the workers, or a worker and the buyer, have one beneficial owner",
        Refusal.TooManyOpenQuorums => "the account has as many open quorums as it may",
        Refusal.SlashOpen => "a slash because of the node is not decided: until then it stays as it is",
        Refusal.PlatformNotVerified => "the exchange cannot verify reports of that platform of confidential computing",
        Refusal.NothingToAttest => "the node claims no confidential computing",
    };

    private static Problem At404(Refusal refusal) => new(404, Code(refusal), Message(refusal));

    private static Problem At400(Refusal refusal, string message) => new(400, Code(refusal), message);
}
