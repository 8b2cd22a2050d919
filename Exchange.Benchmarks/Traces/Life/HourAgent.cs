using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>Signs the hours of one party's leases and reports them, many in a request.</summary>
internal sealed class HourAgent : IDisposable
{
    private const int MaxBatchHours = 500;
    private readonly Party party;
    private readonly Refused refused;
    private readonly ECDsa key;
    private readonly List<(TracedLease Lease, int Hour)> waiting = [];

    /// <summary>The agent of a party. Its key is the same in every run, so that each comes to the same state.</summary>
    public HourAgent(Party party, Refused refused)
    {
        (this.party, this.refused) = (party, refused);
        key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData(Encoding.UTF8.GetBytes("agent of " + party.Id)) });
    }

    /// <summary>The key as it is registered.</summary>
    public byte[] PublicKey => HourMeter.PublicKey(key);

    /// <summary>How many hours were reported.</summary>
    public long Reported { get; private set; }

    /// <summary>Leases of which an hour was refused: something ended them that their agents do not know of.</summary>
    public HashSet<TracedLease> Doubtful { get; } = [];

    /// <summary>Notes an hour that is over.</summary>
    public void Add(TracedLease lease, int hour) => waiting.Add((lease, hour));

    /// <summary>Reports what was noted.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        foreach ((TracedLease Lease, int Hour)[] batch in waiting.Chunk(MaxBatchHours))
        {
            MeteredItem[] items = await party.Api.PostAsync<MeteredItem[]>("/leases/meter", batch.Select(Sign).ToArray(), cancellation);
            for (int place = 0; place < items.Length; place++)
            {
                if (refused.Note("meter", items[place].Problem)) Doubtful.Add(batch[place].Lease);
                else Reported++;
            }
        }

        waiting.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private MeterRequest Sign((TracedLease Lease, int Hour) report)
    {
        long minutes = report.Lease.Minutes(report.Hour, asProvider: report.Lease.Provider == party);
        return new MeterRequest
        {
            Lease = report.Lease.Id,
            Hour = report.Hour,
            Minutes = JsonSerializer.SerializeToElement(MinuteText.Text(new MinuteBits(minutes), TracedLease.HourMinutes), ApiJson.Default.String),
            Signature = Convert.ToBase64String(HourMeter.Sign(key, report.Lease.Id, report.Hour, minutes)),
        };
    }
}
