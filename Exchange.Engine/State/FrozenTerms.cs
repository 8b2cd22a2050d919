using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The terms of a lease that are settings, as they were at its fill: what is changed later touches only leases filled later.</summary>
/// <param name="Damages">What an undelivered minute costs the provider, in basis points of its price.</param>
/// <param name="DeliveryFee">What the house has of what is delivered.</param>
/// <param name="Margin">The provider's margin, of the price of what it covers.</param>
/// <param name="Notice">How much longer the lease lasts when its buyer ends it.</param>
public readonly record struct FrozenTerms(BasisPoints Damages, BasisPoints DeliveryFee, BasisPoints Margin, Minutes Notice)
{
    /// <summary>The terms that are in force for a lease of this firmness.</summary>
    internal static FrozenTerms Of(Settings settings, Firmness firmness)
    {
        long damagesPercent = firmness switch
        {
            Firmness.Interruptible => 0,
            Firmness.Standard => settings[Setting.StandardDamagesPercent],
            Firmness.Firm => settings[Setting.FirmDamagesPercent],
        };
        return new(
            new BasisPoints((int)damagesPercent * (BasisPoints.One / 100)), new BasisPoints((int)settings[Setting.DeliveryFeeBasisPoints]),
            settings.Margin(firmness), new Minutes((int)settings[Setting.TerminationNoticeMinutes]));
    }

    internal void AddTo(ref Digest digest)
    {
        digest.Add(((long)Damages.Value << 32) | (uint)DeliveryFee.Value);
        digest.Add(((long)Margin.Value << 32) | (uint)Notice.Count);
    }
}
