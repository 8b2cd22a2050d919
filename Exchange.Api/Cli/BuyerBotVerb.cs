using System.CommandLine;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary><c>buyer-bot</c>: a buyer that runs by itself: bids, uses its leases, countersigns their hours and disputes what it did not get.</summary>
public static class BuyerBotVerb
{
    private const int ProbeSeconds = 2;
    private static readonly Option<string> Product = new("--product") { Description = "What it buys", Required = true };
    private static readonly Option<string> Price = new("--price") { Description = "Its limit, dollars per GPU-hour", Required = true };
    private static readonly Option<int> Gpus = new("--gpus") { Description = "GPUs of each lease", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Hours = new("--hours") { Description = "How long each lease lasts", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Leases = new("--leases") { Description = "How many leases it keeps running", DefaultValueFactory = _ => 1 };

    private static readonly Option<bool> Quorums = new("--quorums") { Description = "Let the providers of three leases or more do the same job, and compare their results" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Command verb = AgentOptions.Verb("buyer-bot", "Run a buyer", Product, Price, Gpus, Hours, Leases, Quorums, AgentOptions.AgentKeyPath);
        verb.Validators.Add(parsed =>
        {
            if (AgentOptions.IsBelowOne(parsed, Gpus) || AgentOptions.IsBelowOne(parsed, Hours) || AgentOptions.IsBelowOne(parsed, Leases)) parsed.AddError("--gpus, --hours and --leases must be at least 1.");
            if (parsed.GetValue(Quorums) && parsed.GetValue(Leases) < JobGiver.FewestWorkers) parsed.AddError($"--quorums needs at least {JobGiver.FewestWorkers} --leases.");
        });
        verb.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var probing = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(ProbeSeconds) };
        using AgentKey key = AgentOptions.SigningHours(parsed);
        var plan = new BuyerPlan(
            parsed.GetValue(Product)!, parsed.GetValue(Gpus), parsed.GetValue(Price)!, parsed.GetValue(Hours), parsed.GetValue(Leases))
        {
            ComparesResults = parsed.GetValue(Quorums),
        };
        return await AgentOptions.RunAsync(parsed, (api, log) => new BuyerBot(api, plan, key, new LeaseProbe(api, probing), log), "buyer", cancellation);
    }
}
