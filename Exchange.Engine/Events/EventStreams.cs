using Exchange.Engine.Ledger;

namespace Exchange.Engine.Events;

/// <summary>A stream of events: its family and, within it, a number (zero where the family has but one stream).</summary>
/// <param name="Family">The family.</param>
/// <param name="Number">The account, provider or lease.</param>
public readonly record struct StreamKey(StreamFamily Family, long Number)
{
    /// <summary>The stream's id as stored, for the market of the given name.</summary>
    public string IdFor(string market) => Family switch
    {
        StreamFamily.Market => $"market-{market}",
        StreamFamily.Registry => "registry",
        StreamFamily.Account => FormattableString.Invariant($"account-{Number}"),
        StreamFamily.Provider => FormattableString.Invariant($"provider-{Number}"),
        StreamFamily.Lease => FormattableString.Invariant($"lease-{Number}"),
    };

    /// <summary>The aggregate's alias as stored with the stream.</summary>
    public string Alias => Family switch
    {
        StreamFamily.Market => "market",
        StreamFamily.Registry => "registry",
        StreamFamily.Account => "account",
        StreamFamily.Provider => "provider",
        StreamFamily.Lease => "lease",
    };
}

/// <summary>Says to which stream an event belongs.</summary>
public static class EventStreams
{
    /// <summary>The stream of an event. Money in and out belongs to the account, all other money to the market.</summary>
    public static StreamKey Of(in RecordedEvent occurred) => EventCatalogue.Of(occurred.Kind).Family switch
    {
        StreamFamily.Registry => new(StreamFamily.Registry, 0),
        StreamFamily.Account => new(StreamFamily.Account, occurred.As<AccountOpened>().Account.Value),
        StreamFamily.Provider => new(StreamFamily.Provider, ProviderOf(occurred)),
        StreamFamily.Lease => new(StreamFamily.Lease, occurred.As<LeaseOpened>().Lease.Value),
        StreamFamily.Market => occurred.Kind == EventKind.MoneyMoved ? MoneyStream(occurred.As<MoneyMoved>()) : new(StreamFamily.Market, 0),
    };

    private static StreamKey MoneyStream(in MoneyMoved moved) => moved.Reason switch
    {
        MoveReason.Deposit => new(StreamFamily.Account, moved.To.Value),
        MoveReason.Withdrawal => new(StreamFamily.Account, moved.From.Value),
        _ => new(StreamFamily.Market, 0),
    };

    private static long ProviderOf(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.NodeRegistered => occurred.As<NodeRegistered>().Provider.Value,
        EventKind.PerformanceVerified => occurred.As<PerformanceVerified>().Provider.Value,
        EventKind.AttestationVerified => occurred.As<AttestationVerified>().Provider.Value,
        EventKind.ReputationPublished => occurred.As<ReputationPublished>().Provider.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(occurred), occurred.Kind, "Not an event of a provider."),
    };
}
