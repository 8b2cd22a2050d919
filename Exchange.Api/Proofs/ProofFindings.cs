namespace Exchange.Api.Proofs;

/// <summary>What a check of the proofs found.</summary>
public sealed class ProofFindings
{
    private const int MostShown = 20;
    private readonly List<string> disagreements = [];

    /// <summary>Verdicts reached again: from transcripts, and of right products that were not kept, from their seeds.</summary>
    public int Recomputed { get; internal set; }

    /// <summary>Right products that were not kept and not multiplied again: they were too many, and nobody asked for all.</summary>
    public int NotRepeated { get; internal set; }

    /// <summary>Right proofs whose transcript need not be kept any more.</summary>
    public int Pruned { get; internal set; }

    /// <summary>Right proofs whose transcript is not there although it should be still, unless there was no room for it.</summary>
    public int Missing { get; internal set; }

    /// <summary>Wrong proofs whose transcript is not there: there was no room for it.</summary>
    public int NotKept { get; internal set; }

    /// <summary>Verdicts that rest on no transcript: nothing was sent, or too late.</summary>
    public int WithoutTranscript { get; internal set; }

    /// <summary>Time-locks whose factors are not released yet.</summary>
    public int Sealed { get; internal set; }

    /// <summary>Links and seeds that fit their chains.</summary>
    public int Drawn { get; internal set; }

    /// <summary>Counts of heartbeats that fit their links.</summary>
    public int Heartbeats { get; internal set; }

    /// <summary>Workers of quorums that were judged again, from what they committed to and revealed.</summary>
    public int Workers { get; internal set; }

    /// <summary>Quorums whose end was reached again.</summary>
    public int Quorums { get; internal set; }

    /// <summary>What does not fit, by position.</summary>
    public IReadOnlyList<string> Disagreements => disagreements;

    /// <summary>Whether everything fits.</summary>
    public bool Holds => disagreements.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', [
        $"{Recomputed} verdicts recomputed, {NotRepeated} right products not multiplied again, {WithoutTranscript} verdicts without a transcript, {Sealed} time-locks still sealed",
        $"of transcripts {Pruned} pruned in time, {Missing} of right answers missing, {NotKept} of wrong ones not kept",
        $"{Drawn} links and seeds follow from their chains, {Heartbeats} counts of heartbeats from their links",
        $"{Workers} workers of {Quorums} quorums judged again",
        .. disagreements.Take(MostShown),
        Holds ? "every verdict that can be recomputed is as recorded" : $"{disagreements.Count} do not fit",
    ]);

    internal void Disagree(long position, string what) => disagreements.Add($"position {position}: {what}");
}
