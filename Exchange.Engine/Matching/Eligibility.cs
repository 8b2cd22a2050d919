using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>Checks what changes over time, and so cannot be settled once per pair of spec and requirement.</summary>
public static class Eligibility
{
    /// <summary>All the reasons for which this provider's ask may not serve this buyer's bid now; none where it may.</summary>
    /// <param name="state">The state.</param>
    /// <param name="provider">Whose ask.</param>
    /// <param name="node">Who would deliver.</param>
    /// <param name="spec">What is offered.</param>
    /// <param name="buyer">Whose bid.</param>
    /// <param name="requirement">What is required.</param>
    /// <param name="start">When it would start.</param>
    public static Mismatch Check(
        ExchangeState state, AccountId provider, NodeId node, in Spec spec, AccountId buyer, in Requirement requirement, Minute start)
    {
        Mismatch found = Mismatch.None;
        ref readonly Node by = ref state.Fleet[node];
        if (by.Performance.Value < requirement.MinPerformance.Value) found |= Mismatch.Performance;
        else if (requirement.MinPerformance.Value > 0 && by.PerformanceUntil <= state.Now) found |= Mismatch.PerformanceExpired;
        if (requirement.MinTee > TeeLevel.None && by.AttestationUntil <= start) found |= Mismatch.AttestationExpired;
        if (state.Accounts[provider].Reputation.Value < requirement.MinReputation.Value) found |= Mismatch.Reputation;
        if (!Admits(spec.AllowBuyers, spec.DenyBuyers, buyer)) found |= Mismatch.BuyerNotAllowed;
        if (!Admits(requirement.AllowProviders, requirement.DenyProviders, provider)) found |= Mismatch.ProviderNotAllowed;
        return found;
    }

    private static bool Admits(in Few<AccountId> allow, in Few<AccountId> deny, AccountId account) =>
        (allow.Count == 0 || allow.Contains(account)) && (deny.Count == 0 || !deny.Contains(account));
}
