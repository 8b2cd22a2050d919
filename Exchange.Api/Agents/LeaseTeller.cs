using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Leases;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Tells what became of a buyer's leases: their states, and what their final hours came to.</summary>
/// <param name="api">The buyer's way to the exchange.</param>
/// <param name="log">Takes the lines.</param>
public sealed class LeaseTeller(ApiClient api, AgentLog log) : IAgent
{
    private const string Newest = "/leases?role=buyer&limit=20";
    private readonly Dictionary<long, (string State, int Hours)> told = [];

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        foreach (LeaseAnswer lease in await api.GetAsync<LeaseAnswer[]>(Newest, cancellation))
        {
            (string State, int Hours) before = told.GetValueOrDefault(lease.Id);
            told[lease.Id] = (lease.State, lease.Totals.Hours);
            if (before.State is not null && before.State != lease.State)
                log.Say($"lease {lease.Id} is {lease.State}{(lease.CloseReason is { } reason ? $" ({reason}, {Words(reason)})" : "")}");
            if (before.Hours < lease.Totals.Hours)
                log.Say($"lease {lease.Id}: {lease.Totals.Hours} {(lease.Totals.Hours == 1 ? "hour" : "hours")} final, ${lease.Totals.Gross} paid, ${lease.Totals.Refund} back, ${lease.Totals.Damages} damages");
        }
    }

    /// <summary>A close reason's public number in words.</summary>
    private static string Words(int number) => SnakeCase.Of(Enum.GetValues<CloseReason>()
        .First(reason => CloseReasons.NumberOf(reason) == number)).Replace('_', ' ');
}
