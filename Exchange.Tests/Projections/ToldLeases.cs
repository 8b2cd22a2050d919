using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Projections;

/// <summary>
/// Random lives of leases, told as a market would record them: terms, reports, verdicts, money, disputes, defaults, slashes, proofs. Each
/// minute is one turn. No purse but the outside world's ever goes below zero.
/// </summary>
internal sealed class ToldLeases
{
    internal const int Providers = 4, Buyers = 6, Accounts = Providers + Buyers;
    internal static readonly Minute Start = new(29_376_000);

    private static readonly string[] SkuNames = ["h100-sxm5-80", "rtx4090-24"];
    private readonly Random _random;
    private readonly List<EventBatch> _turns = [];
    private readonly PriorityQueue<Action, (int Minute, int Order)> _agenda = new();
    private readonly Dictionary<(AccountId, AccountKind), long> _purses = [];
    private EventBatch _turn = new(4_096) { FirstPosition = 1, AtUnixMicroseconds = Start.Value * 60_000_000L };
    private int _scheduled, _disputes, _slashes, _challenges;

    /// <summary>So many leases, opened over so many days.</summary>
    internal ToldLeases(int seed, int leases, int days = 60)
    {
        _random = new Random(seed);
        Open();
        for (int lease = 1; lease <= leases; lease++)
        {
            var id = new FillId(lease);
            At(Start + new Minutes(_random.Next(days * 1_440)), () => Lease(id));
        }

        for (int day = 1; day <= days + 10; day++) At(Start + new Minutes(day * 1_440), () => { });
        while (_agenda.TryDequeue(out Action? act, out (int Minute, int) when))
        {
            if (when.Minute > Now.Value) Reach(new Minute(when.Minute));
            act();
        }

        _turns.Add(_turn);
    }

    internal IReadOnlyList<EventBatch> Turns => _turns;

    internal Minute Now { get; private set; } = Start;

    /// <summary>The position that the next event gets.</summary>
    private long NextPosition => _turn.LastPosition + 1;

    private static bool IsProvider(AccountId account) => account.Value is > 0 and <= Providers;

    private void Open()
    {
        for (int sku = 1; sku <= 2; sku++)
        {
            Tell(new SkuListed(new(sku), new Sku { Name = Text64.From(SkuNames[sku - 1]), Reference = Price.FromMicros(2_000_000) }));
            Tell(new SpecInterned(new(sku), new Spec { Sku = new(sku), Place = Text64.From($"eu/de/fra/dc{sku}"), MinChunk = new(1), ChunkStep = new(1) }));
        }

        for (int account = 1; account <= Accounts; account++)
        {
            // The last buyer belongs to the first provider.
            var id = new AccountId(account);
            Tell(new AccountOpened(id, account == Accounts ? new AccountId(1) : id, Text64.From($"account {account}")));
            Move(AccountId.House, AccountKind.External, id, AccountKind.Available, Money.FromMicros(900_000_000_000), MoveReason.Deposit, default);
            if (!IsProvider(id)) continue;
            Move(id, AccountKind.Available, id, AccountKind.Bond, Money.FromMicros(50_000_000_000), MoveReason.BondPosted, default);
            Tell(new NodeRegistered(new(account), id, Text64.From($"rack {account}"), new(1 + (account % 2)), new(8), 1));
            for (int unit = 0; unit < 8; unit++) Tell(new UnitRegistered(new(account), id, unit, Text64.From($"GPU-{account}-{unit}")));
        }

        Move(AccountId.House, AccountKind.External, AccountId.House, AccountKind.Insurance, Money.FromMicros(1_000_000), MoveReason.Deposit, default);
    }

    private void Lease(FillId id)
    {
        var provider = new AccountId(_random.Next(1, Providers + 1));
        var buyer = new AccountId(_random.Next(Providers + 1, Accounts + 1));
        Minute from = Now + new Minutes(_random.Next(1, 90));
        var window = new Window(from, from + new Minutes(_random.Next(1, 400)));
        var gpus = new Gpus(_random.Next(1, 9));
        var price = Price.FromMicros(100 * _random.Next(1, 90_000) + _random.Next(100));
        Money escrow = price * (gpus * window.Length), fee = escrow.Share(new(25)), margin = escrow.Share(new(3_000));
        bool deferred = _random.Next(4) == 0;
        Tell(new LeaseOpened(
            id, buyer, provider, default, default, new(provider.Value), new(1 + (provider.Value % 2)), default, gpus, window, price, margin,
            deferred ? fee : Money.Zero));
        Move(buyer, AccountKind.Available, buyer, AccountKind.OrderHold, escrow + fee, MoveReason.BidHold, default);
        Move(buyer, AccountKind.OrderHold, buyer, AccountKind.LeaseEscrow, escrow, MoveReason.LeaseEscrow, id);
        if (deferred) Move(buyer, AccountKind.OrderHold, buyer, AccountKind.Available, fee, MoveReason.BidRelease, default);
        else Move(buyer, AccountKind.OrderHold, AccountId.House, AccountKind.Fees, fee, MoveReason.TakerFee, id);
        Move(provider, AccountKind.Available, provider, AccountKind.ProviderMargin, margin, MoveReason.AskMargin, id);
        var told = new Told(id, buyer, provider, gpus, price, window) { End = window.Until, Margin = margin, FeeOwed = deferred ? fee : Money.Zero };
        At(from, () => Begin(told));
    }

    private void Begin(Told lease)
    {
        Tell(new UnitsAssigned(lease.Id, new(lease.Provider.Value), 0, lease.Gpus.Count));
        Tell(new LeaseProvisioned(lease.Id, Handovers.Container, default));
        Tell(new LeaseStateChanged(lease.Id, LeaseState.Active));
        int fate = _random.Next(100);
        if (fate < 70 || lease.Window.Length.Count < 3) PlanHours(lease);
        else At(lease.Window.From + new Minutes(_random.Next(1, lease.Window.Length.Count)), () => EndEarly(lease, fate));
        if (_random.Next(5) == 0) At(Now + new Minutes(_random.Next(1, 60)), () => Prove(lease.Provider));
    }

    private void EndEarly(Told lease, int fate)
    {
        CloseReason reason = fate < 80 ? CloseReason.Terminated : fate < 88 ? CloseReason.Reclaimed : CloseReason.GoneSilent;
        lease.End = Now;
        Tell(new LeaseEnded(lease.Id, Now, reason));
        Tell(new LeaseStateChanged(lease.Id, CloseReasons.StateAfter(reason)));
        Money rest = lease.PriceOf((lease.Window.Until - Now).Count);
        Move(lease.Buyer, AccountKind.LeaseEscrow, lease.Buyer, AccountKind.Available, rest, MoveReason.EscrowReturned, lease.Id);
        if (CloseReasons.IsDefault(reason)) Compensate(lease, rest);
        PlanHours(lease);
    }

    /// <summary>A replacement for some GPUs and money for the others: from margin, then bond, then insurance.</summary>
    private void Compensate(Told lease, Money rest)
    {
        bool bought = _random.Next(2) == 0;
        MoveReason reason = bought ? MoveReason.BuyInCover : MoveReason.Damages;
        Money fromMargin = Money.Min(lease.Margin, rest), fromBond = Money.FromSixtieths((rest - fromMargin).Sixtieths / 7);
        Money fromInsurance = bought && In(AccountId.House, AccountKind.Insurance) > rest.Sixtieths / 100 ? Money.FromSixtieths(rest.Sixtieths / 100) : Money.Zero;
        Move(lease.Provider, AccountKind.ProviderMargin, lease.Buyer, AccountKind.Available, fromMargin, reason, lease.Id);
        Move(lease.Provider, AccountKind.Bond, lease.Buyer, AccountKind.Available, fromBond, reason, lease.Id);
        Move(AccountId.House, AccountKind.Insurance, lease.Buyer, AccountKind.Available, fromInsurance, reason, lease.Id);
        lease.Margin -= fromMargin;
        Money paid = fromMargin + fromBond + fromInsurance;
        if (bought) Tell(new LeaseBoughtIn(lease.Id, default, lease.Gpus, lease.Window.Length, paid));
        else Tell(new LeaseCashSettled(lease.Id, lease.Gpus, paid, NotBoughtIn.NothingOffered));
    }

    private void PlanHours(Told lease)
    {
        for (int hour = 0; lease.Hour(hour) is { IsEmpty: false } window; hour++)
        {
            int number = hour;
            lease.Open++;
            At(window.Until + new Minutes(_random.Next(1, 61)), () => Meter(lease, number, window));
        }
    }

    private void Meter(Told lease, int hour, Window window)
    {
        MinuteBits all = MinuteBits.First(window.Length.Count);
        MinuteBits delivered = _random.Next(3) == 0 ? new MinuteBits(_random.NextInt64()) & all : all;
        MinuteBits excused = _random.Next(8) == 0 ? all - delivered : default;
        bool signed = _random.Next(4) != 0;
        Tell(new HourReported(lease.Id, hour, MeterSide.Provider, lease.Provider, delivered, default));
        if (signed) Tell(new HourReported(lease.Id, hour, MeterSide.Buyer, lease.Buyer, delivered, default));
        Minute final = window.Until + new Minutes(signed ? 1_440 : 4_320);
        Tell(new HourMetered(lease.Id, hour, delivered, excused, signed ? MeterSource.BothSigned : MeterSource.ProofChain, final));
        if (_random.Next(20) == 0) Tell(new HourAudited(lease.Id, hour, delivered, _random.Next(2) == 0));
        if (_random.Next(25) == 0) Dispute(lease, hour, final);
        At(final, () => Settle(lease, hour, window.Length.Count, delivered.Count, excused.Count));
    }

    private void Dispute(Told lease, int hour, Minute before)
    {
        var id = new DisputeId(++_disputes);
        Money deposit = Money.FromSixtieths(60_000_007);
        Tell(new DisputeOpened(id, lease.Id, lease.Buyer, hour, hour, lease.PriceOf(30), deposit));
        Move(lease.Buyer, AccountKind.Available, lease.Buyer, AccountKind.Payable, deposit, MoveReason.DisputeDeposit, lease.Id);
        bool upheld = _random.Next(2) == 0;
        At(before, () =>
        {
            Tell(new DisputeAnswered(id, lease.Id, upheld));
            Tell(new DisputeDecided(id, lease.Id, upheld ? Fault.Provider : Fault.Buyer, upheld));
            Move(
                lease.Buyer, AccountKind.Payable, upheld ? lease.Buyer : lease.Provider, AccountKind.Available, deposit,
                upheld ? MoveReason.DisputeDepositReturned : MoveReason.DisputeDepositLost, lease.Id);
        });
    }

    private void Settle(Told lease, int hour, int minutes, int delivered, int excused)
    {
        int undelivered = minutes - delivered - excused;
        Money gross = lease.PriceOf(delivered), fee = gross.Share(new(100)), deferred = Money.Min(lease.FeeOwed, gross - fee);
        Money owed = lease.PriceOf(undelivered), fromMargin = Money.Min(owed, lease.Margin), fromBond = owed - fromMargin;
        Tell(new HourSettled(
            lease.Id, hour, delivered, excused, undelivered, gross, lease.PriceOf(minutes - delivered), fromMargin + fromBond, fee + deferred));
        Move(lease.Buyer, AccountKind.LeaseEscrow, lease.Provider, AccountKind.Available, gross - fee - deferred, MoveReason.Delivery, lease.Id);
        Move(lease.Buyer, AccountKind.LeaseEscrow, AccountId.House, AccountKind.Fees, fee, MoveReason.DeliveryFee, lease.Id);
        Move(lease.Buyer, AccountKind.LeaseEscrow, AccountId.House, AccountKind.Fees, deferred, MoveReason.DeferredTakerFee, lease.Id);
        Move(lease.Buyer, AccountKind.LeaseEscrow, lease.Buyer, AccountKind.Available, lease.PriceOf(minutes - delivered), MoveReason.EscrowReturned, lease.Id);
        Move(lease.Provider, AccountKind.ProviderMargin, lease.Buyer, AccountKind.Available, fromMargin, MoveReason.Damages, lease.Id);
        Move(lease.Provider, AccountKind.Bond, lease.Buyer, AccountKind.Available, fromBond, MoveReason.Damages, lease.Id);
        (lease.Margin, lease.FeeOwed) = (lease.Margin - fromMargin, lease.FeeOwed - deferred);
        if (--lease.Open > 0) return;
        Move(lease.Provider, AccountKind.ProviderMargin, lease.Provider, AccountKind.Available, lease.Margin, MoveReason.MarginReturned, lease.Id);
        Tell(new LeaseClosed(lease.Id));
        if (_random.Next(12) == 0) At(Now + new Minutes(_random.Next(40_000)), () => Slash(lease));
    }

    private void Slash(Told lease)
    {
        var id = new SlashId(++_slashes);
        Money amount = Money.FromSixtieths(_random.Next(1, 1_000_000_000)), challenger = Money.FromSixtieths(amount.Sixtieths / 10);
        Tell(new SlashProposed(
            id, lease.Provider, new(lease.Provider.Value), _random.Next(-1, 8), (SlashCause)_random.Next(4), Fault.Provider, amount, NextPosition - 1));
        At(Now + new Minutes(4_320), () =>
        {
            if (_random.Next(4) == 0)
            {
                Tell(new SlashAppealed(id, lease.Provider));
                Tell(new SlashCancelled(id, lease.Provider));
                return;
            }

            Tell(new SlashExecuted(id, lease.Provider, amount));
            Move(lease.Provider, AccountKind.Bond, AccountId.House, AccountKind.Fees, challenger, MoveReason.SlashToChallenger, default);
            Move(lease.Provider, AccountKind.Bond, AccountId.House, AccountKind.Insurance, amount - challenger, MoveReason.SlashToInsurance, default);
        });
    }

    private void Prove(AccountId provider)
    {
        var id = new ChallengeId(++_challenges);
        long due = (Now.Value * 60_000L) + 30_000;
        Tell(new ChallengeIssued(
            id, new(provider.Value), provider, _random.Next(8), ChallengeKind.MatrixFull, ChallengePurpose.Idle, Now.Value / 1_440, 3, default, 2_048, due));
        bool answered = _random.Next(4) != 0;
        if (answered) Tell(new AnswerReceived(id, provider, default, due - 1, default));
        Verdict verdict = answered ? _random.Next(10) == 0 ? Verdict.Wrong : Verdict.Passed : Verdict.Missed;
        Tell(new ProofJudged(id, new(provider.Value), provider, -1, ChallengeKind.MatrixFull, verdict, new(9_800), default, EvidenceGrade.SelfEvident));
        Tell(new HeartbeatsRecorded(new(provider.Value), provider, Now.Value / 1_440, _challenges, 10, _random.Next(11)));
    }

    private void At(Minute when, Action act) => _agenda.Enqueue(act, (Math.Max(when.Value, Now.Value), _scheduled++));

    private void Reach(Minute now)
    {
        _turns.Add(_turn);
        _turn = new EventBatch(4_096) { FirstPosition = NextPosition, AtUnixMicroseconds = now.Value * 60_000_000L };
        Now = now;
        Tell(new TimeAdvanced(now));
    }

    private void Tell<T>(in T occurred)
        where T : unmanaged, IEvent<T> => _turn.Append(occurred);

    private void Move(AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, Money amount, MoveReason reason, FillId lease)
    {
        if (amount == Money.Zero) return;
        _purses[(from, fromKind)] = In(from, fromKind) - amount.Sixtieths;
        _purses[(to, toKind)] = In(to, toKind) + amount.Sixtieths;
        if (In(from, fromKind) < 0 && fromKind != AccountKind.External) throw new InvalidOperationException($"{from} has no such {fromKind}: {reason}.");
        Tell(new MoneyMoved(from, fromKind, to, toKind, amount, reason, default, lease, default));
    }

    private long In(AccountId account, AccountKind kind) => _purses.GetValueOrDefault((account, kind));

    /// <summary>A lease while it is being told.</summary>
    private sealed record Told(FillId Id, AccountId Buyer, AccountId Provider, Gpus Gpus, Price Price, Window Window)
    {
        internal Minute End { get; set; }
        internal Money Margin { get; set; }
        internal Money FeeOwed { get; set; }
        internal int Open { get; set; }

        internal Money PriceOf(int minutes) => Price * (Gpus * new Minutes(minutes));

        internal Window Hour(int hour)
        {
            Minute from = Window.From + new Minutes(hour * 60);
            return new Window(from, Minute.Min(from + new Minutes(60), End));
        }
    }
}
