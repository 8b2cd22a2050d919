using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Providers;
using Exchange.Api.Wire;

namespace Exchange.Api.Agents;

/// <summary>What a provider's agent is to offer: the file behind <c>provider-bot --nodes</c>.</summary>
public sealed record NodesFile
{
    /// <summary>The provider's public name.</summary>
    public string? Provider { get; init; }
    /// <summary>The nodes.</summary>
    public OfferedNode[]? Nodes { get; init; }

    /// <summary>Reads a file and checks what the exchange would not understand.</summary>
    /// <exception cref="InvalidDataException">Something is missing or contradicts; the message says what.</exception>
    public static NodesFile Read(string path)
    {
        NodesFile file;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize(stream, ApiJson.Default.NodesFile) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{path} is not as it must be: {wrong.Message}", wrong);
        }

        file.Check();
        return file;
    }

    /// <summary>Checks what the exchange would not understand.</summary>
    /// <exception cref="InvalidDataException">Something is missing or contradicts; the message says what.</exception>
    public void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Provider), "provider must name the provider");
        Require(Nodes is { Length: > 0 }, "nodes must list at least one node");
        foreach (OfferedNode node in Nodes!)
        {
            string name = node.Node?.Name ?? "";
            Require(name.Length > 0, "each node needs node.name");
            int units = (node.Node!.GpusPerNode ?? 1) * (node.Node.Nodes ?? 1);
            Require(node.Devices?.Length == units, $"{name}: devices must list {units} device ids, one for each GPU");
            Require(node.Devices!.Distinct(StringComparer.Ordinal).Count() == units, $"{name}: device ids must differ");
            Require(node.Offer is { Product.Length: > 0, Price.Length: > 0 }, $"{name}: offer needs product and price");
            Require(node.Offer!.Hours is >= 1 and <= Offer.MaxHours, $"{name}: offer.hours must be from 1 to {Offer.MaxHours}");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }
}

/// <summary>A node with its devices and what is asked for it.</summary>
public sealed record OfferedNode
{
    /// <summary>The node as it is registered.</summary>
    public NodeRequest? Node { get; init; }
    /// <summary>The device id of each unit, unit 0 first.</summary>
    public string[]? Devices { get; init; }
    /// <summary>The standing offer.</summary>
    public Offer? Offer { get; init; }
}

/// <summary>A standing offer: an ask that is renewed before its window runs out.</summary>
public sealed record Offer
{
    /// <summary>The longest window of one ask.</summary>
    public const int MaxHours = 24 * 30;

    /// <summary>The product under which it is sent.</summary>
    public string? Product { get; init; }
    /// <summary>Dollars per GPU-hour.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Price { get; init; }
    /// <summary>How far ahead the GPUs are offered.</summary>
    public int Hours { get; init; }
    /// <summary><c>interruptible</c>, <c>standard</c> or <c>firm</c>; standard where it is missing.</summary>
    public string? Firmness { get; init; }
}
