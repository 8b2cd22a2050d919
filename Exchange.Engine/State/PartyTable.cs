using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>What an account is besides one that trades: a provider with a bond, or the owner of an agent that meters.</summary>
public struct Party
{
    /// <summary>Whose.</summary>
    public AccountId Account;
    /// <summary>Its public name as a provider; empty where it is none.</summary>
    public Text64 Name;
    /// <summary>Its agent's public key; zero where it has none.</summary>
    public Bytes64 AgentKey;
    /// <summary>The part of its bond that it wants back.</summary>
    public Money Unbonding;
    /// <summary>From when that may be returned.</summary>
    public Minute UnbondingUntil;
    /// <summary>The part of its bond that open slashes would take. Never more than the bond.</summary>
    public Money Threatened;
    /// <summary>How many slashes are open.</summary>
    public int OpenSlashes;

    /// <summary>Whether it is a provider.</summary>
    public readonly bool IsProvider => !Name.IsEmpty;
}

/// <summary>The accounts that are providers or have agents.</summary>
public sealed class PartyTable
{
    private readonly Dictionary<int, int> places = [];
    private readonly SortedSet<(int Until, int Account)> unbonding = [];
    private Party[] parties = new Party[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is known of an account; the default where nothing is.</summary>
    public Party Of(AccountId account) => places.TryGetValue(account.Value, out int place) ? parties[place] : default;

    /// <summary>The providers whose unbonding is over at a minute.</summary>
    internal void ListUnbonded(Minute now, List<int> into)
    {
        foreach ((int until, int account) in unbonding)
        {
            if (until > now.Value) return;
            into.Add(account);
        }
    }

    internal ReadOnlySpan<Party> All => parties.AsSpan(0, Count);

    internal ref Party Meet(AccountId account)
    {
        if (!places.TryGetValue(account.Value, out int place))
        {
            place = Count++;
            if (place == parties.Length) Array.Resize(ref parties, Count * 2);
            parties[place] = new Party { Account = account };
            places.Add(account.Value, place);
        }

        return ref parties[place];
    }

    internal void Unbond(AccountId account, Money amount, Minute until)
    {
        ref Party party = ref Meet(account);
        unbonding.Remove((party.UnbondingUntil.Value, account.Value));
        (party.Unbonding, party.UnbondingUntil) = (amount, until);
        if (amount > Money.Zero) unbonding.Add((until.Value, account.Value));
    }

    internal void Restore(Party[] saved)
    {
        (parties, Count) = (saved.Length == 0 ? new Party[16] : saved, saved.Length);
        places.Clear();
        unbonding.Clear();
        for (int place = 0; place < Count; place++)
        {
            places.Add(parties[place].Account.Value, place);
            if (parties[place].Unbonding > Money.Zero) unbonding.Add((parties[place].UnbondingUntil.Value, parties[place].Account.Value));
        }
    }

    internal void AddTo(ref Digest digest)
    {
        foreach (ref readonly Party party in All)
        {
            digest.Add((long)party.Account.Value);
            digest.Add(party.Name.Bytes);
            digest.Add(party.AgentKey.Bytes);
            digest.Add(party.Unbonding.Sixtieths);
            digest.Add((long)party.UnbondingUntil.Value);
            digest.Add(party.Threatened.Sixtieths);
            digest.Add((long)party.OpenSlashes);
        }
    }
}
