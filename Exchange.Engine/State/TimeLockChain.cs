using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.State;

/// <summary>Where a node's chain of time-locks ends: what the next epoch's is drawn from.</summary>
/// <remarks>The default is a node that was never asked for one.</remarks>
public struct TimeLockChain
{
    /// <summary>The day of the last time-lock, since the Unix epoch.</summary>
    public int Day;
    /// <summary>Its epoch.</summary>
    public int Epoch;
    /// <summary>Whether that time-lock, or the small matrix after it, waits for its verdict.</summary>
    public bool IsOpen;
    /// <summary>The hash of its answer once that passed; else zero.</summary>
    public Hash256 Answer;
    /// <summary>The root that answered its small matrix once that passed; else zero.</summary>
    public Hash256 Root;

    /// <summary>Whether an epoch's time-lock goes on where this one ended: the epoch before it, of the same day, with both parts passed.</summary>
    public readonly bool LeadsTo(int day, int epoch) => Day == day && Epoch + 1 == epoch && !Answer.IsNone && !Root.IsNone;

    /// <summary>The seed of an epoch's time-lock: the chain's where it leads there, else the one that begins a chain.</summary>
    /// <param name="epoch">The epoch with its link.</param>
    /// <param name="first">The seed that the beacon alone gives.</param>
    public readonly Hash256 SeedOf(in BeaconRevealed epoch, in Hash256 first)
    {
        if (!LeadsTo(epoch.Day, epoch.Epoch)) return first;
        Span<byte> seed = stackalloc byte[Hash256.Count];
        TimeLock.NextSeed(Answer.Bytes, Root.Bytes, epoch.Link.Bytes, seed);
        return Hash256.From(seed);
    }

    internal void Ask(int day, int epoch) => this = new TimeLockChain { Day = day, Epoch = epoch, IsOpen = true };

    internal readonly void AddTo(ref Digest digest)
    {
        digest.Add(((long)Day << 32) | (uint)Epoch);
        digest.Add(IsOpen ? 1L : 0L);
        digest.Add(Answer.Bytes);
        digest.Add(Root.Bytes);
    }
}
