using System.Runtime.InteropServices;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A day's beacon and modulus.</summary>
public struct BeaconDay
{
    /// <summary>Days since the Unix epoch.</summary>
    public int Day;
    /// <summary>How many links its chain has.</summary>
    public int Links;
    /// <summary>The last epoch whose link was revealed, or -1.</summary>
    public int Epoch;
    /// <summary>That link, or the chain's end.</summary>
    public Hash256 Link;
    /// <summary>When it was revealed, in milliseconds since the Unix epoch.</summary>
    public long RevealedUnixMilliseconds;
    /// <summary>The modulus of its time-locks; zero where there is none, or where its factors are known.</summary>
    public Bytes256 Modulus;
}

/// <summary>The days whose beacons are committed and whose factors are not released.</summary>
public sealed class BeaconTable
{
    /// <summary>The most days kept; the oldest goes first.</summary>
    public const int MaxDays = 128;

    private readonly List<BeaconDay> days = [];

    /// <summary>The days, in the order in which they were committed.</summary>
    public IReadOnlyList<BeaconDay> Days => days;

    /// <summary>The last day of which a link was revealed, or -1.</summary>
    public int LastDay { get; private set; } = -1;

    /// <summary>Whether a day's beacon is committed, and how far it is revealed.</summary>
    public bool TryFind(int day, out BeaconDay found)
    {
        int place = days.FindIndex(candidate => candidate.Day == day);
        found = place < 0 ? default : days[place];
        return place >= 0;
    }

    internal ReadOnlySpan<BeaconDay> All => CollectionsMarshal.AsSpan(days);

    internal void Commit(in BeaconCommitted committed)
    {
        int last = LastDay;
        days.RemoveAll(day => day.Day < last - 1 && day.Modulus.IsNone);
        if (days.Count == MaxDays) days.RemoveAt(0);
        days.Add(new BeaconDay { Day = committed.Day, Links = committed.Links, Epoch = -1, Link = committed.End });
    }

    internal void Reveal(in BeaconRevealed revealed, long atUnixMilliseconds)
    {
        ref BeaconDay day = ref Of(revealed.Day);
        (day.Epoch, day.Link, LastDay) = (revealed.Epoch, revealed.Link, revealed.Day);
        day.RevealedUnixMilliseconds = atUnixMilliseconds;
    }

    internal void Publish(in ModulusPublished published) => Of(published.Day).Modulus = published.Modulus;

    internal void Release(int day) => Of(day).Modulus = default;

    internal void Restore(BeaconDay[] saved, int lastDay)
    {
        days.Clear();
        days.AddRange(saved);
        LastDay = lastDay;
    }

    internal void AddTo(ref Digest digest)
    {
        digest.Add((long)LastDay);
        foreach (ref readonly BeaconDay day in All)
        {
            digest.Add((long)day.Day);
            digest.Add((long)day.Links);
            digest.Add((long)day.Epoch);
            digest.Add(day.Link.Bytes);
            digest.Add(day.RevealedUnixMilliseconds);
            digest.Add(day.Modulus.Bytes);
        }
    }

    private ref BeaconDay Of(int day)
    {
        foreach (ref BeaconDay candidate in CollectionsMarshal.AsSpan(days))
        {
            if (candidate.Day == day) return ref candidate;
        }

        throw new InvariantBrokenException($"The beacon of day {day} is not committed.");
    }
}
