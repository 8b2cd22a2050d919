using System.Text.Json;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Agents;

/// <summary>Sends what a party says of an hour, signed, and reads what the other said.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="key">Signs the hours.</param>
public sealed class HourReports(ApiClient api, AgentKey key)
{
    /// <summary>Reports an hour; null where it was taken, else why not.</summary>
    /// <param name="lease">The lease's number.</param>
    /// <param name="hour">Which hour, from 0.</param>
    /// <param name="delivered">The minutes delivered.</param>
    /// <param name="length">How many minutes the hour has.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ProblemBody?> SendAsync(long lease, int hour, MinuteBits delivered, int length, CancellationToken cancellation)
    {
        var report = new MeterRequest
        {
            Hour = hour,
            Minutes = JsonSerializer.SerializeToElement(MinuteText.Text(delivered, length), ApiJson.Default.String),
            Signature = key.Sign(lease, hour, delivered),
        };
        return (await api.TryAsync<MeteredAnswer>(HttpMethod.Post, $"/leases/{lease}/meter", report, cancellation)).Problem;
    }

    /// <summary>Reads minutes as the exchange writes them; null where it has none.</summary>
    public static MinuteBits? Read(string? minutes)
    {
        if (minutes is null) return null;
        return MinuteText.TryRead(JsonSerializer.SerializeToElement(minutes, ApiJson.Default.String), out MinuteBits read)
            ? read
            : throw new FormatException($"{minutes} are no minutes.");
    }
}
