using System.Text.Json;
using Exchange.Api.Orders;
using Exchange.Engine.Specs;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Makes one reason out of an explanation: what kept away the asks that came nearest to serving a bid.</summary>
/// <remarks>An explanation names for each ask the first attribute that fails, in the order in which they are compared; the latest of those is the nearest.</remarks>
public static class Reasons
{
    private static readonly Dictionary<string, Mismatch> Known = Enum.GetValues<Mismatch>()
        .ToDictionary(mismatch => JsonNamingPolicy.SnakeCaseLower.ConvertName(mismatch.ToString()), StringComparer.Ordinal);

    /// <summary>The reason, in a word and what it means.</summary>
    public static string Nearest(ExplainAnswer explained)
    {
        if (explained.AsksServing > 0) return "placement: asks fit, but no single node or fabric had enough GPUs at one start";
        if (explained.Reasons.Count == 0) return "no ask rested";
        string nearest = explained.Reasons.MaxBy(reason => Known.GetValueOrDefault(reason.Reason))!.Reason;
        return nearest switch
        {
            "start" => "start: the GPUs that fit were taken until later",
            "duration" => "duration: no GPUs were free for so long",
            "price" => "price: the GPUs that fit asked for more",
            "vcpu" => "vcpu: no node had so many vCPUs per GPU",
            "ram" => "ram: no node had so much memory per GPU",
            "sku" => "sku: nobody offered the model",
            _ => nearest,
        };
    }
}
