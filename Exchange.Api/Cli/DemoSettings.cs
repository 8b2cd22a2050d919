using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;

namespace Exchange.Api.Cli;

/// <summary>What the demonstration shortens, and nothing else: bonds, the least performance and every schedule are the defaults. Each change is an event.</summary>
internal static class DemoSettings
{
    /// <summary>Processors stand in for GPUs: products and squarings that take one milliseconds, not the seconds and minutes of the real ones.</summary>
    private static readonly ChangeSetting[] Work =
    [
        new(Setting.OnboardingMatrixSize, 128), new(Setting.IdleMatrixSize, 64), new(Setting.TimeLockSquarings, 2_000), new(Setting.TimeLockMatrixSize, 64),
    ];

    /// <summary>An hour of a lease is final soon after it is over, not after one to three days; disputes and appeals likewise.</summary>
    private static readonly ChangeSetting[] Waiting =
    [
        new(Setting.MeteringDueMinutes, 30), new(Setting.SignedProvisionalMinutes, 30), new(Setting.ProvisionalMinutes, 120),
        new(Setting.DisputeAnswerMinutes, 60), new(Setting.DisputeLongestMinutes, 240), new(Setting.AppealMinutes, 30),
    ];

    /// <summary>Makes the changes that were not made yet. Do this before the first provider comes, for whom the first proofs are drawn.</summary>
    public static async Task ApplyAsync(ExchangeServer server)
    {
        var run = new CommandRunner(server);
        foreach (ChangeSetting change in (ChangeSetting[])[.. Work, .. Waiting])
            if (server.Market.Committed.Read(state => state.Settings[change.Setting]) != change.Value) await run.RunAsync(change);
    }
}
