using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Providers;

/// <summary>Makes the caller a provider.</summary>
/// <param name="Name">Its public name.</param>
public sealed record ProviderRequest(string? Name);

/// <summary>A provider as everybody sees it.</summary>
/// <param name="Id">Its account.</param>
/// <param name="Name">Its public name.</param>
/// <param name="Nodes">Nodes and groups that are not retired.</param>
/// <param name="ActiveNodes">Those of them that may be offered.</param>
/// <param name="VouchedNodes">Those that may be offered on the operator's word, without proofs of their own.</param>
/// <param name="Units">GPUs of the nodes that are not retired.</param>
/// <param name="Reputation">Its published score as a fraction; 0 before the first.</param>
/// <param name="Grade">What its evidence amounts to, A to E; N where there are fewer than 10 leases or 72 hours of them.</param>
/// <param name="BondCoverage">Its bond as a fraction of what its nodes need; null where they need none.</param>
public sealed record ProviderAnswer(
    string Id, string Name, int Nodes, int ActiveNodes, int VouchedNodes, long Units, string Reputation, string Grade, string? BondCoverage);

/// <summary>Registers the key with which the caller's agent signs what it meters.</summary>
/// <param name="Key">The P-256 public key: X and Y, 32 bytes each, in base64.</param>
public sealed record AgentKeyRequest(string? Key);

/// <summary>The key with which an account's agent signs.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Key">X and Y in base64; null where none is registered.</param>
public sealed record AgentKeyAnswer(string Account, string? Key);

/// <summary>Posts a bond, or asks for a part of it back.</summary>
public sealed record BondRequest
{
    /// <summary>Dollars.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Amount { get; init; }
}

/// <summary>A provider's bond.</summary>
/// <param name="Bond">All of it.</param>
/// <param name="Required">What its nodes need.</param>
/// <param name="Unbonding">The part that it wants back.</param>
/// <param name="UnbondingUntil">From when that may be returned; null where nothing is being unbonded.</param>
/// <param name="Threatened">The part that open slashes would take.</param>
/// <param name="OpenSlashes">How many there are.</param>
/// <param name="Spare">What could be asked back now.</param>
public sealed record BondAnswer(
    string Bond, string Required, string Unbonding, string? UnbondingUntil, string Threatened, int OpenSlashes, string Spare);

/// <summary>Names the units of a node by their devices.</summary>
/// <param name="Devices">Device ids in the order of the units; null passes a unit over.</param>
public sealed record UnitsRequest(string?[]? Devices);

/// <summary>A GPU of a node.</summary>
/// <param name="Unit">Its number, from 0.</param>
/// <param name="Device">The device's own id.</param>
/// <param name="Banned">Whether the device may never be offered again.</param>
/// <param name="Performance">Measured last, as a fraction of the SKU's reference; 0 before the first proof.</param>
/// <param name="PerformanceUntil">When that is stale.</param>
/// <param name="MissedInARow">Proofs missed since the last that passed.</param>
public sealed record UnitAnswer(int Unit, string Device, bool Banned, string Performance, string PerformanceUntil, int MissedInARow);

/// <summary>Announces that a node will be down.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>From when.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Start { get; init; }
    /// <summary>How long: <c>PT90M</c>, or minutes.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Duration { get; init; }
}

/// <summary>Asks to be challenged when the next epoch begins.</summary>
/// <param name="Proof"><c>matrix</c> or <c>attestation</c>.</param>
public sealed record ChallengeRequest(string? Proof);

/// <summary>Bans a device for ever.</summary>
/// <param name="Device">Its id.</param>
public sealed record DeviceRequest(string? Device);
