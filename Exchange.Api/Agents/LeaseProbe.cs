using System.Text.Json;
using Exchange.Api.Leases;

namespace Exchange.Api.Agents;

/// <summary>Looks whether a lease is served: at the <c>status</c> address in its connection descriptor. Where there is none, it takes the provider's word.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="http">Reaches providers; its time-out is how long a lease may take to show life.</param>
public sealed class LeaseProbe(ApiClient api, HttpClient http)
{
    private readonly Dictionary<long, Uri?> addresses = [];

    /// <summary>Whether the lease shows life at this moment.</summary>
    public async Task<bool> IsServedAsync(long lease, CancellationToken cancellation)
    {
        if (!addresses.TryGetValue(lease, out Uri? address)) addresses.Add(lease, address = await FindAsync(lease, cancellation));
        if (address is null) return true;
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Uri?> FindAsync(long lease, CancellationToken cancellation)
    {
        ConnectionAnswer connection = await api.GetAsync<ConnectionAnswer>($"/leases/{lease}/connection", cancellation);
        return connection.Descriptor.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String
            && Uri.TryCreate(status.GetString(), UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;
    }
}
