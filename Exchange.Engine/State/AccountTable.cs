using Exchange.Engine.Ledger;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>What the engine knows of an account besides its money.</summary>
public struct Account
{
    /// <summary>The beneficial owner, by whom self-trades are recognised.</summary>
    public AccountId Owner;
    /// <summary>Its name for people.</summary>
    public Text64 Name;
    /// <summary>The published reputation of the account as a provider.</summary>
    public BasisPoints Reputation;
    /// <summary>The first of its open orders, by slot, or -1.</summary>
    public int FirstOrder;
    /// <summary>The last of its open orders, by slot, or -1.</summary>
    public int LastOrder;
    /// <summary>How many orders it has open.</summary>
    public int OpenOrders;
    /// <summary>When the dead-man's switch fires, in milliseconds since the Unix epoch; 0 is never.</summary>
    public long CancelAfterUnixMilliseconds;
}

/// <summary>The accounts and their purses. Account 0 is the house.</summary>
public sealed class AccountTable
{
    /// <summary>The most accounts.</summary>
    public const int MaxAccounts = 1_000_000;

    private const int Purses = (int)AccountKind.External + 1;
    private Account[] accounts = new Account[16];
    private long[] balances = new long[16 * Purses];
    private readonly SortedSet<(long Deadline, int Account)> armed = [];

    /// <summary>A table that holds the house alone.</summary>
    public AccountTable() => accounts[0] = new Account { FirstOrder = -1, LastOrder = -1, Name = Text64.From("house") };

    /// <summary>How many accounts there are, the house included; also the number of the next one.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Whether there is such an account.</summary>
    public bool Exists(AccountId account) => account.Value >= 0 && account.Value < Count;

    /// <summary>An account, where it lies.</summary>
    public ref Account this[AccountId account] => ref accounts[account.Value];

    /// <summary>What is in a purse.</summary>
    public Money Balance(AccountId account, AccountKind kind) => Money.FromSixtieths(balances[(account.Value * Purses) + (int)kind]);

    /// <summary>The sum over all purses of all accounts: always zero, since every movement has two legs.</summary>
    public Int128 Sum()
    {
        Int128 sum = 0;
        foreach (long balance in balances.AsSpan(0, Count * Purses)) sum += balance;
        return sum;
    }

    /// <summary>The account whose dead-man's switch fires first at or before the instant, or null.</summary>
    public AccountId? FirstToCancel(long unixMilliseconds) =>
        armed.Count > 0 && armed.Min is var first && first.Deadline <= unixMilliseconds ? new AccountId(first.Account) : null;

    internal void Arm(in Events.CancelAfterArmed arming)
    {
        ref Account account = ref this[arming.Account];
        armed.Remove((account.CancelAfterUnixMilliseconds, arming.Account.Value));
        account.CancelAfterUnixMilliseconds = arming.DeadlineUnixMilliseconds;
        if (arming.DeadlineUnixMilliseconds != 0) armed.Add((arming.DeadlineUnixMilliseconds, arming.Account.Value));
    }

    internal ReadOnlySpan<Account> All => accounts.AsSpan(0, Count);

    internal void Restore(Account[] saved, long[] savedBalances)
    {
        if (savedBalances.Length != saved.Length * Purses) throw new InvalidDataException("The snapshot has other purses.");
        (accounts, balances, Count) = (saved, savedBalances, saved.Length);
        armed.Clear();
        for (int number = 0; number < Count; number++)
        {
            if (accounts[number].CancelAfterUnixMilliseconds != 0) armed.Add((accounts[number].CancelAfterUnixMilliseconds, number));
        }
    }

    internal ReadOnlySpan<long> Balances => balances.AsSpan(0, Count * Purses);

    internal void Open(AccountId account, AccountId owner, Text64 name)
    {
        if (account.Value != Count) throw new InvariantBrokenException($"Account {account.Value} opened out of order.");
        if (Count == accounts.Length)
        {
            Array.Resize(ref accounts, Count * 2);
            Array.Resize(ref balances, Count * 2 * Purses);
        }

        accounts[Count++] = new Account { Owner = owner, Name = name, FirstOrder = -1, LastOrder = -1 };
    }

    internal void Move(AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, Money amount)
    {
        if (amount < Money.Zero) throw new InvariantBrokenException($"A negative amount would move out of {fromKind} of account {from.Value}.");
        ref long source = ref balances[(from.Value * Purses) + (int)fromKind];
        source -= amount.Sixtieths;
        if (source < 0 && fromKind != AccountKind.External)
            throw new InvariantBrokenException($"{fromKind} of account {from.Value} would be negative.");
        balances[(to.Value * Purses) + (int)toKind] += amount.Sixtieths;
    }
}

/// <summary>An invariant of the engine does not hold: its writer stops, nothing of the turn is told to anyone.</summary>
public sealed class InvariantBrokenException : Exception
{
    /// <summary>Says which.</summary>
    public InvariantBrokenException(string message)
        : base(message)
    {
    }

    /// <summary>Says which, and what else went wrong.</summary>
    public InvariantBrokenException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Says nothing in particular.</summary>
    public InvariantBrokenException()
    {
    }
}
