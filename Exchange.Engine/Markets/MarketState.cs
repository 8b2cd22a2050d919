namespace Exchange.Engine.Markets;

/// <summary>What the market lets orders do.</summary>
public enum MarketState : byte
{
    /// <summary>Everything.</summary>
    Open = 0,
    /// <summary>Orders may rest, none may trade.</summary>
    PostOnly = 1,
    /// <summary>Orders may only be cancelled.</summary>
    CancelOnly = 2,
    /// <summary>Nothing.</summary>
    Halted = 3,
}
