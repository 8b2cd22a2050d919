using Exchange.Engine.Events;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A slash that is neither executed nor dropped.</summary>
public struct Slash
{
    /// <summary>What was proposed.</summary>
    public SlashProposed Terms;
    /// <summary>The device that was in the unit when it was proposed; empty where no unit is named.</summary>
    public Text64 Device;
    /// <summary>Until when it may be appealed.</summary>
    public Minute AppealUntil;
    /// <summary>Whether it was: the operator may decide it, and the evidence does once the time for that is over.</summary>
    public bool IsAppealed;
    /// <summary>Until when the operator may decide the appeal; the default where there is none.</summary>
    public Minute DecideUntil;

    /// <summary>When it is decided if nobody does anything.</summary>
    public readonly Minute Due => IsAppealed ? DecideUntil : AppealUntil;
}

/// <summary>What a slash is about; nothing is slashed for twice.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit, or -1.</param>
/// <param name="Evidence">The position of the event that shows it.</param>
public readonly record struct SlashSubject(SlashCause Cause, NodeId Node, int Unit, long Evidence);

/// <summary>The open slashes, and what was ever slashed for.</summary>
public sealed class SlashTable
{
    /// <summary>The most slashes ever; beyond that none is proposed any more.</summary>
    public const int MaxSlashes = 16_000_000;

    private readonly Dictionary<long, Slash> open = [];
    private readonly SortedSet<(int Until, long Slash)> due = [];
    private readonly HashSet<SlashSubject> subjects = [];
    private readonly List<SlashSubject> inOrder = [];

    /// <summary>How many are open.</summary>
    public int Count => open.Count;

    /// <summary>The number of the next slash.</summary>
    public long Next => inOrder.Count + 1;

    /// <summary>Whether there is room for one more.</summary>
    public bool HasRoom => inOrder.Count < MaxSlashes;

    /// <summary>The open slashes, in the order of their numbers.</summary>
    public IEnumerable<Slash> All => open.OrderBy(pair => pair.Key).Select(pair => pair.Value);

    /// <summary>Whether a slash is open, and what it is.</summary>
    public bool TryFind(SlashId slash, out Slash found) => open.TryGetValue(slash.Value, out found);

    /// <summary>Whether something was ever slashed for.</summary>
    public bool Knows(SlashSubject subject) => subjects.Contains(subject);

    /// <summary>The first slash that nobody appealed against in time at a minute, or nobody decided, or the default.</summary>
    internal SlashId FirstDue(Minute now) => due.Count > 0 && due.Min.Until <= now.Value ? new SlashId(due.Min.Slash) : default;

    internal void Propose(in Slash slash)
    {
        if (slash.Terms.Slash.Value != Next) throw new InvariantBrokenException($"Slash {slash.Terms.Slash.Value} proposed out of order.");
        Remember(SubjectOf(slash.Terms));
        Add(slash);
    }

    internal void Appeal(SlashId id, Minute decideUntil)
    {
        Slash slash = Remove(id);
        (slash.IsAppealed, slash.DecideUntil) = (true, decideUntil);
        Add(slash);
    }

    /// <summary>Whoever could not appeal, or decide an appeal, in an outage may do so shortly after it.</summary>
    internal void Extend(in Outage outage)
    {
        foreach (Slash slash in open.Values.ToArray())
        {
            Slash extended = Remove(slash.Terms.Slash);
            extended.AppealUntil = new Minute((int)outage.Extend(slash.AppealUntil.Value));
            if (slash.IsAppealed) extended.DecideUntil = new Minute((int)outage.Extend(slash.DecideUntil.Value));
            Add(extended);
        }
    }

    internal Slash Remove(SlashId id)
    {
        if (!open.Remove(id.Value, out Slash slash)) throw new InvariantBrokenException($"Slash {id.Value} is not open.");
        due.Remove((slash.Due.Value, id.Value));
        return slash;
    }

    internal static SlashSubject SubjectOf(in SlashProposed terms) => new(terms.Cause, terms.Node, terms.Unit, terms.Evidence);

    internal ReadOnlySpan<SlashSubject> Subjects => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(inOrder);

    internal void Restore(Slash[] saved, SlashSubject[] savedSubjects)
    {
        open.Clear();
        due.Clear();
        subjects.Clear();
        inOrder.Clear();
        foreach (SlashSubject subject in savedSubjects) Remember(subject);
        foreach (Slash slash in saved) Add(slash);
    }

    internal void AddTo(ref Digest digest)
    {
        digest.Add(Next);
        foreach (Slash slash in All)
        {
            digest.Add(slash.Terms.Slash.Value);
            digest.Add((long)slash.Terms.Provider.Value);
            digest.Add(slash.Terms.Amount.Sixtieths);
            digest.Add((long)slash.Terms.Cause);
            digest.Add((long)slash.Terms.Node.Value);
            digest.Add((long)slash.Terms.Unit);
            digest.Add(slash.Device.Bytes);
            digest.Add((long)slash.AppealUntil.Value);
            digest.Add((long)slash.DecideUntil.Value);
            digest.Add(slash.IsAppealed ? 1L : 0L);
        }
    }

    private void Add(in Slash slash)
    {
        open.Add(slash.Terms.Slash.Value, slash);
        due.Add((slash.Due.Value, slash.Terms.Slash.Value));
    }

    private void Remember(SlashSubject subject)
    {
        subjects.Add(subject);
        inOrder.Add(subject);
    }
}
