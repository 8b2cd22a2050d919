using System.Globalization;
using Exchange.Api.Accounts;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>What one side was told of its fills, added up.</summary>
public sealed class Told
{
    /// <summary>How many.</summary>
    public int Fills { get; private set; }

    /// <summary>Their volume.</summary>
    public GpuMinutes Volume { get; private set; }

    /// <summary>Price × volume, exactly.</summary>
    public Money Value { get; private set; }

    /// <summary>Adds the fills of a party.</summary>
    /// <param name="party">The party.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AddAsync(Party party, CancellationToken cancellation)
    {
        await foreach (FillAnswer fill in party.Api.ListAsync<FillAnswer>("/fills?limit=1000", cancellation))
        {
            if (!WireTime.TryInstant(fill.Start, out Instant start) || !WireTime.TryInstant(fill.Until, out Instant until))
                throw new FormatException($"Fill {fill.TradeId} has no window.");
            int minutes = (int)(until - start).TotalMinutes;
            var gpus = new Gpus(int.Parse(fill.Size, CultureInfo.InvariantCulture));
            Price price = Price.FromMicros((long)(decimal.Parse(fill.Price, CultureInfo.InvariantCulture) * 1_000_000));
            Fills++;
            Volume += gpus * new Minutes(minutes);
            Value += price * (gpus * new Minutes(minutes));
        }
    }
}
