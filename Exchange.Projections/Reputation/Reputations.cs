using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Reputation;

/// <summary>The tallies of all providers, with the worst that speaks against each.</summary>
internal sealed class Reputations
{
    private readonly SortedDictionary<int, Reputed> _providers = [];
    private readonly HashSet<AccountId> _changed = [];
    private readonly Changes<(AccountId, AccountId), SourceRow> _sources = new(SourceRow.Table);
    private readonly Changes<(AccountId, long, EvidenceKind), WorstRow> _worst = new(WorstRow.Table);

    /// <summary>A provider's reputation as it is now.</summary>
    internal ReputationRow Row(AccountId provider) => Row(provider, _providers[provider.Value]);

    /// <summary>The worst that speaks against a provider now, the worst first.</summary>
    internal IReadOnlyList<WorstRow> Worst(AccountId provider) => WorstOf(_providers[provider.Value].Worst, _providers[provider.Value].AsOf);

    /// <summary>The worst of some events at a time, the worst first.</summary>
    internal static IReadOnlyList<WorstRow> WorstOf(IEnumerable<WorstRow> events, Instant time) =>
        [.. events.OrderByDescending(row => row.At(time)).ThenBy(row => row.Position).ThenBy(row => row.Kind).Take(WorstRow.Most)];

    /// <summary>A provider is known from now on.</summary>
    internal int Meet(AccountId provider, Instant at)
    {
        if (_providers.ContainsKey(provider.Value)) return 0;
        _providers.Add(provider.Value, new Reputed { AsOf = at });
        _changed.Add(provider);
        return 1;
    }

    /// <summary>Takes evidence into account.</summary>
    /// <param name="provider">About whom.</param>
    /// <param name="evidence">What it says.</param>
    /// <param name="owner">The counterparty's owner; null where there is none.</param>
    /// <param name="lease">The lease that it comes from, if any.</param>
    /// <param name="at">When.</param>
    /// <param name="position">The event that says it.</param>
    internal int Take(AccountId provider, Evidence evidence, AccountId? owner, FillId lease, Instant at, long position)
    {
        if (evidence.Weight == 0) return 0;
        Reputed reputed = Touch(provider, at);
        reputed.Sample++;
        reputed.Position = position;
        if (evidence.Good > 0)
        {
            if (owner is { } served) _sources.Write((provider, served), new SourceRow(provider, served, reputed.Tally.Earn(served, evidence.Good, at)));
            else reputed.Tally.Prove(evidence.Good, at);
        }

        if (evidence.Bad > 0)
        {
            reputed.Tally.Blame(evidence.Kind, evidence.Bad, at);
            Remember(reputed, new WorstRow(provider, position, evidence.Kind, lease, new Decaying(evidence.Bad, at)), at);
        }

        return 1;
    }

    /// <summary>Minutes of a lease were settled.</summary>
    internal void Count(AccountId provider, bool newLease, int minutes, Instant at)
    {
        Reputed reputed = Touch(provider, at);
        reputed.Minutes += minutes;
        if (newLease) reputed.Leases++;
    }

    /// <summary>Matching reads this score from now on.</summary>
    internal int Publish(AccountId provider, BasisPoints score, Instant at)
    {
        Meet(provider, at);
        _providers[provider.Value].Published = score;
        _changed.Add(provider);
        return 1;
    }

    /// <summary>With a new day every reputation is looked at again, since evidence decays without any event.</summary>
    internal int Reach(Minute now)
    {
        int touched = 0;
        Instant instant = now.ToInstant();
        foreach ((int provider, Reputed reputed) in _providers)
        {
            if (Minute.Containing(reputed.AsOf).Value / 1_440 >= now.Value / 1_440) continue;
            reputed.AsOf = instant;
            _changed.Add(new(provider));
            touched++;
        }

        return touched;
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _providers.Clear();
        await foreach (ReputationRow row in Rows.ReadAsync(connection, ReputationRow.Table, "", ReputationRow.Read, cancellation))
        {
            var reputed = new Reputed
            {
                Sample = row.Sample,
                Leases = row.Leases,
                Minutes = row.Minutes,
                AsOf = row.AsOf,
                Position = row.Position,
                Published = row.Published,
            };
            reputed.Tally.Restore(row.Proven, row.Failed, row.Defrauded);
            _providers.Add(row.Provider.Value, reputed);
        }

        await foreach (SourceRow row in Rows.ReadAsync(connection, SourceRow.Table, "", SourceRow.Read, cancellation))
            _providers[row.Provider.Value].Tally.Restore(row.Owner, row.Earned);
        await foreach (WorstRow row in Rows.ReadAsync(connection, WorstRow.Table, "order by position", WorstRow.Read, cancellation))
            _providers[row.Provider.Value].Worst.Add(row);
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        ReputationRow.Table.Upsert(batch, [.. _changed.Select(Row)]);
        _sources.AddTo(batch);
        _worst.AddTo(batch);
    }

    internal void Written()
    {
        _changed.Clear();
        _sources.Clear();
        _worst.Clear();
    }

    private Reputed Touch(AccountId provider, Instant at)
    {
        Meet(provider, at);
        Reputed reputed = _providers[provider.Value];
        reputed.AsOf = Instant.Max(reputed.AsOf, at);
        _changed.Add(provider);
        return reputed;
    }

    /// <summary>Of each half-life the worst are kept: among those the order never changes, so one that falls out never comes back.</summary>
    private void Remember(Reputed reputed, WorstRow happened, Instant at)
    {
        reputed.Worst.Add(happened);
        _worst.Write((happened.Provider, happened.Position, happened.Kind), happened);
        List<WorstRow> alike = reputed.Worst.FindAll(row => Evidence.HalfLifeOf(row.Kind) == Evidence.HalfLifeOf(happened.Kind));
        if (alike.Count <= WorstRow.Most) return;
        WorstRow least = alike.OrderBy(row => row.At(at)).ThenByDescending(row => row.Position).ThenByDescending(row => row.Kind).First();
        reputed.Worst.Remove(least);
        _worst.Delete((least.Provider, least.Position, least.Kind), least);
    }

    private static ReputationRow Row(AccountId provider, Reputed reputed)
    {
        Standing standing = reputed.Tally.At(reputed.AsOf);
        BasisPoints score = standing.Score;
        return new ReputationRow(
            provider, score, standing.Good, standing.Bad, Score.GradeOf(score, reputed.Leases, reputed.Minutes), reputed.Sample, reputed.Leases,
            reputed.Minutes, reputed.Tally.Earned.Count(), reputed.AsOf, reputed.Position, reputed.Published, reputed.Tally.Proven,
            reputed.Tally.Failed, reputed.Tally.Defrauded);
    }

    private sealed class Reputed
    {
        internal Tally Tally { get; } = new();
        internal List<WorstRow> Worst { get; } = [];
        internal long Sample { get; set; }
        internal long Leases { get; set; }
        internal long Minutes { get; set; }
        internal Instant AsOf { get; set; }
        internal long Position { get; set; }
        internal BasisPoints? Published { get; set; }
    }
}
