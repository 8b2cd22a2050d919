using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;

namespace Exchange.Projections.Invoices;

/// <summary>What an event adds to the papers of the accounts that it touches. The counted amounts of one event come to nothing together.</summary>
internal static class InvoiceEntries
{
    /// <summary>The minutes of a final hour, for both parties.</summary>
    internal static void Of(in HourSettled settled, InvoicedLease lease, Minute at, long position, List<InvoiceEntry> entries)
    {
        var hour = new InvoiceEntry(
            lease.Buyer, position * InvoiceEntry.MostPerEvent, InvoiceSide.Buyer, lease.Lease, at, Charge.Hour, Money.Zero,
            settled.DeliveredMinutes, settled.ExcusedMinutes, settled.UndeliveredMinutes);
        entries.Add(hour);
        entries.Add(hour with { Account = lease.Provider, Entry = hour.Entry + 1, Side = InvoiceSide.Provider });
    }

    /// <summary>A movement of money. Those that only set money aside, and those to and from outside, are on no invoice.</summary>
    internal static void Of(in MoneyMoved moved, InvoicedLease? lease, Minute at, long position, List<InvoiceEntry> entries)
    {
        var paper = new Paper(moved, lease, at, position, entries);
        switch (moved.Reason)
        {
            case MoveReason.Delivery: paper.Pay(Charge.Delivered); break;
            case MoveReason.TakerFee: paper.Pay(Charge.TakerFee); break;
            case MoveReason.DeliveryFee: paper.PayForProvider(Charge.DeliveryFee); break;
            case MoveReason.DeferredTakerFee: paper.PayForProvider(Charge.TakerFee); break;
            case MoveReason.Damages: paper.Pay(Charge.Damages); break;
            case MoveReason.BuyInCover: paper.Pay(Charge.BuyInCover); break;
            case MoveReason.SlashToChallenger or MoveReason.SlashToInsurance: paper.Pay(Charge.Slash); break;
            case MoveReason.DisputeDepositLost:
                paper.Pay(Charge.DepositLost);
                paper.Note(Charge.DepositHeld, -moved.Amount);
                break;
            case MoveReason.EscrowReturned: paper.Note(Charge.Returned, moved.Amount); break;
            case MoveReason.DisputeDeposit: paper.Note(Charge.DepositHeld, moved.Amount); break;
            case MoveReason.DisputeDepositReturned: paper.Note(Charge.DepositHeld, -moved.Amount); break;
            case MoveReason.Deposit or MoveReason.Withdrawal or MoveReason.BidHold or MoveReason.BidRelease or MoveReason.AskMargin
                or MoveReason.AskRelease or MoveReason.LeaseEscrow or MoveReason.EscrowRolled or MoveReason.MarginRolled
                or MoveReason.MarginReturned or MoveReason.BondPosted or MoveReason.BondReturned or MoveReason.InsuranceFunded:
                break;
        }
    }

    /// <summary>The papers that one movement touches.</summary>
    private readonly struct Paper(MoneyMoved moved, InvoicedLease? lease, Minute at, long position, List<InvoiceEntry> entries)
    {
        /// <summary>One pays the other; within one account nothing is paid.</summary>
        internal void Pay(Charge charge)
        {
            if (moved.From == moved.To) return;
            Add(0, moved.From, charge, -moved.Amount);
            Add(1, moved.To, charge, moved.Amount);
        }

        /// <summary>A fee of the provider's that comes out of the buyer's escrow: it was delivered for, and then owed to the house.</summary>
        internal void PayForProvider(Charge charge)
        {
            if (lease is null || moved.From == lease.Provider)
            {
                Pay(charge);
                return;
            }

            Add(0, moved.From, Charge.Delivered, -moved.Amount);
            Add(1, lease.Provider, Charge.Delivered, moved.Amount);
            Add(2, lease.Provider, charge, -moved.Amount);
            Add(3, moved.To, charge, moved.Amount);
        }

        /// <summary>Told and not counted.</summary>
        internal void Note(Charge charge, Money amount) => Add(2, moved.From, charge, amount);

        private void Add(int place, AccountId account, Charge charge, Money amount) => entries.Add(new InvoiceEntry(
            account, (position * InvoiceEntry.MostPerEvent) + place, SideOf(account, charge), moved.Lease, at, charge, amount, 0, 0, 0));

        /// <summary>The side that the account has in the lease. A slash is about none: who pays it out of a bond is a provider.</summary>
        private InvoiceSide SideOf(AccountId account, Charge charge)
        {
            if (account == AccountId.House) return InvoiceSide.House;
            if (lease is not null && account == lease.Buyer) return InvoiceSide.Buyer;
            if (lease is not null && account == lease.Provider) return InvoiceSide.Provider;
            return charge == Charge.Slash ? InvoiceSide.Provider : InvoiceSide.Buyer;
        }
    }
}
