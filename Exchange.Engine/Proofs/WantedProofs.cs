namespace Exchange.Engine.Proofs;

/// <summary>What a node is to be asked for when the next epoch begins, besides what the schedule asks for; a set.</summary>
[Flags]
public enum WantedProofs : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A matrix of each unit, since a lease is over.</summary>
    AfterLease = 1,
    /// <summary>A matrix of each unit, since the provider asked for it.</summary>
    Matrix = 2,
    /// <summary>An attestation, since the provider asked for it.</summary>
    Attestation = 4,
    /// <summary>Nothing either, but it says that the proofs before the first offer were asked for once.</summary>
    Onboarded = 8,
}
