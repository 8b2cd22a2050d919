using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>Asks nodes for signs of life at moments that the next link of the beacon decides, and counts how many come in time.</summary>
/// <remarks>
/// An epoch of which the exchange missed a moment itself, or of which it knows too late, is not recorded: what is recorded is what the link
/// says, whole. Safe for many threads.
/// </remarks>
public sealed class HeartbeatPulse
{
    private readonly Lock gate = new();
    private readonly ChallengeBoard board;
    private readonly CommittedMarket committed;
    private readonly ProofSettings settings;
    private readonly Dictionary<(NodeId Node, int Day, int Epoch), Watch> watches = [];
    private readonly Dictionary<string, (Watch Watch, Instant Due)> asked = new(StringComparer.Ordinal);

    /// <summary>A pulse that is heard over the board's listeners.</summary>
    public HeartbeatPulse(ChallengeBoard board, CommittedMarket committed, ApiSettings settings) =>
        (this.board, this.committed, this.settings) = (board, committed, settings.Proofs);

    /// <summary>Asks for what is due, and gives up what was not answered in time.</summary>
    /// <param name="nodes">The nodes that are watched.</param>
    /// <param name="epoch">The epoch that runs.</param>
    /// <param name="next">The link of the epoch after it, which nobody else knows yet.</param>
    /// <param name="now">The time.</param>
    public void Beat(IReadOnlyList<(NodeId Node, AccountId Provider)> nodes, EpochOnClock epoch, Hash256 next, Instant now)
    {
        int mean = nodes.Count == 0 ? 0 : committed.Read(state => (int)state.Settings[Setting.HeartbeatMeanMilliseconds]);
        lock (gate)
        {
            foreach ((NodeId node, AccountId provider) in nodes)
            {
                if (watches.ContainsKey((node, epoch.Day, epoch.Number))) continue;
                int[] times = Heartbeats.Times(next.Bytes, node.Value, epoch.Number, (int)epoch.Length.TotalMilliseconds, mean);
                watches.Add((node, epoch.Day, epoch.Number), new Watch(node, provider, epoch, next, times) { Misses = now - epoch.Start > Patience });
            }

            foreach (Watch watch in watches.Values) Ask(watch, now);
            foreach (string nonce in asked.Where(waiting => waiting.Value.Due < now).Select(waiting => waiting.Key).ToArray()) Forget(nonce);
        }
    }

    /// <summary>Takes a sign of life; null where it came in time from the node that was asked.</summary>
    public Problem? Answer(AccountId provider, string nonce, Instant now)
    {
        lock (gate)
        {
            if (!asked.TryGetValue(nonce, out (Watch Watch, Instant Due) waiting) || waiting.Watch.Provider != provider)
                return new Problem(404, "unknown_heartbeat", "heartbeat not found");
            Forget(nonce);
            if (now > waiting.Due) return Refusals.Problem(new Receipt(Refusal.TooLate));
            waiting.Watch.Answered++;
            return null;
        }
    }

    /// <summary>Takes out the counts of epochs that are over.</summary>
    public IReadOnlyList<RecordHeartbeats> TakeFinished(Instant now)
    {
        var finished = new List<RecordHeartbeats>();
        lock (gate)
        {
            foreach (((NodeId Node, int Day, int Epoch) key, Watch watch) in watches.ToArray())
            {
                if (now < watch.Epoch.End || watch.Waiting > 0 || (watch.Asked < watch.Times.Length && !watch.Misses)) continue;
                watches.Remove(key);
                if (!watch.Misses && watch.Times.Length > 0) finished.Add(new RecordHeartbeats(key.Node, key.Day, key.Epoch, watch.Times.Length, watch.Answered));
            }
        }

        return finished;
    }

    /// <summary>Whether a node is asked for signs of life: it may be offered, or could be but for its proofs, and something of it is promised or was offered before the last link.</summary>
    public static bool IsWatched(in Node node) => node.Status is NodeStatus.Active or NodeStatus.Suspended && (node.WasListed || node.CommittedGpus > 0);

    private Duration Patience => Duration.FromMilliseconds(settings.HeartbeatMilliseconds);

    private void Ask(Watch watch, Instant now)
    {
        Span<byte> nonce = stackalloc byte[Heartbeats.NonceBytes];
        for (; watch.Asked < watch.Times.Length; watch.Asked++)
        {
            Instant at = watch.Epoch.Start + Duration.FromMilliseconds(watch.Times[watch.Asked]);
            if (at > now) return;
            if (now - at > Patience) watch.Misses = true;
            if (watch.Misses) continue;
            Heartbeats.Nonce(watch.Link.Bytes, watch.Node.Value, watch.Epoch.Number, watch.Asked, nonce);
            string text = Convert.ToHexStringLower(nonce);
            asked.Add(text, (watch, now + Patience));
            watch.Waiting++;
            board.Pulse(watch.Provider, new PulseAnswer(WireId.Text(WireId.Of(watch.Node)), text, WireTime.Text(now + Patience)));
        }
    }

    private void Forget(string nonce)
    {
        if (asked.Remove(nonce, out (Watch Watch, Instant Due) waiting)) waiting.Watch.Waiting--;
    }

    /// <summary>One node's epoch.</summary>
    private sealed class Watch(NodeId node, AccountId provider, EpochOnClock epoch, Hash256 link, int[] times)
    {
        public NodeId Node { get; } = node;

        public AccountId Provider { get; } = provider;

        public EpochOnClock Epoch { get; } = epoch;

        public Hash256 Link { get; } = link;

        public int[] Times { get; } = times;

        /// <summary>How many moments have come.</summary>
        public int Asked { get; set; }

        /// <summary>How many signs may still come in time.</summary>
        public int Waiting { get; set; }

        /// <summary>How many came in time.</summary>
        public int Answered { get; set; }

        /// <summary>Whether the exchange itself missed a moment.</summary>
        public bool Misses { get; set; }
    }
}
