using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>
/// The market as the rules tell it, and nothing else: lists and scans, copies where a what-if is needed, no index, no speed.
/// What the engine does must look the same from outside.
/// </summary>
/// <remarks>Orders bear the ids that the caller gives them, so that both can be told to amend and cancel the same ones.</remarks>
public sealed class ObviousMarket
{
    private ObviousBook book;

    public ObviousMarket()
    {
        Venue = new ObviousVenue();
        book = new ObviousBook(Venue, new ObviousPurses(Venue));
    }

    public ObviousVenue Venue { get; }

    public IReadOnlyList<ObviousFill> Fills => book.Fills;

    public IReadOnlyList<ObviousBid> Bids => book.Bids;

    public IReadOnlyList<ObviousAsk> Asks => book.Asks;

    public IReadOnlyDictionary<(AccountId Account, AccountKind Kind), long> Balances => book.Purses.Balances;

    /// <summary>The command's own minute comes first: what expires by then is gone before the command is looked at.</summary>
    public void BeginAt(long unixMicroseconds)
    {
        book.Fills.Clear();
        book.Hindered = 0;
        ObviousClock.Advance(book, unixMicroseconds);
    }

    public void Apply(in Deposit command) =>
        book.Purses.Move(AccountId.House, AccountKind.External, command.Account, AccountKind.Available, Money.FromMicros(command.Micros).Sixtieths);

    public bool Apply(in Withdraw command)
    {
        long amount = Money.FromMicros(command.Micros).Sixtieths;
        if (book.Purses[command.Account, AccountKind.Available] < amount) return false;
        book.Purses.Move(command.Account, AccountKind.Available, AccountId.House, AccountKind.External, amount);
        return true;
    }

    public void Apply(in PublishReputation command)
    {
        Venue.Apply(command);
        AccountId provider = command.Provider;
        ObviousClock.Reconsider(book, ask => ask.Account == provider);
    }

    public void Apply(in RecordPerformance command)
    {
        Venue.Apply(command);
        NodeId node = command.Node;
        ObviousClock.Reconsider(book, ask => ask.Terms.Node == node);
    }

    public void Apply(in RecordAttestation command)
    {
        Venue.Apply(command);
        NodeId node = command.Node;
        ObviousClock.Reconsider(book, ask => ask.Terms.Node == node);
    }

    public bool Apply(in PlaceBid command, OrderId id) => Try(ObviousArrival.Place(book.Copy(), command, id));

    public bool Apply(in PlaceAsk command, OrderId id) => Try(ObviousArrival.Place(book.Copy(), command, id));

    public bool Apply(in AmendOrder command) => Try(ObviousAmends.Amend(book.Copy(), command));

    public bool Apply(in CancelOrder command)
    {
        if (book.Bid(command.Order) is { } bid && bid.Account == command.Account) book.Remove(bid);
        else if (book.Ask(command.Order) is { } ask && ask.Account == command.Account) book.Remove(ask);
        else return false;
        return true;
    }

    public void Apply(CancelAll command)
    {
        foreach (ObviousBid bid in book.Bids.Where(bid => bid.Account == command.Account && command.Sides != Sides.Asks).ToList()) book.Remove(bid);
        foreach (ObviousAsk ask in book.Asks.Where(ask => ask.Account == command.Account && command.Sides != Sides.Bids).ToList()) book.Remove(ask);
    }

    public void Apply(in ArmCancelAfter command, long unixMicroseconds)
    {
        book.Deadlines.Remove(command.Account);
        if (command.TimeoutMilliseconds > 0) book.Deadlines.Add(command.Account, unixMicroseconds / 1_000 + command.TimeoutMilliseconds);
    }

    /// <summary>The first resting bid that could take something which rests; none while the book is not crossed. Gangs are left out.</summary>
    public ObviousBid? Crossed() => book.Bids.FirstOrDefault(bid => !bid.Terms.IsGang && ObviousMatching.BestFor(book, bid) is not null);

    /// <summary>A what-if that came to nothing is forgotten; another becomes the market.</summary>
    private bool Try(ObviousBook? outcome)
    {
        if (outcome is null) return false;
        book = outcome;
        return true;
    }
}
