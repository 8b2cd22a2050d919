using System.CommandLine;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary><c>provider-bot</c>: a provider that runs by itself: registers, proves, offers, hands over and meters what a file describes.</summary>
public static class ProviderBotVerb
{
    private static readonly Option<string> Nodes = new("--nodes") { Description = "The file that describes the nodes", Required = true };
    private static readonly Option<Misbehaviour> Misbehave = new("--misbehave") { Description = "none, offline, slow or lying", DefaultValueFactory = _ => Misbehaviour.None };
    private static readonly Option<int> Away = new("--away-percent") { Description = "The share of its time in which it is away", DefaultValueFactory = _ => Conduct.DefaultAwayPercent };
    private static readonly Option<string> ProvedBy = new("--proofs") { Description = "here, or elsewhere: by another program such as prover", DefaultValueFactory = _ => "here" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Command verb = AgentOptions.Verb("provider-bot", "Run a provider", Nodes, Misbehave, Away, AgentOptions.AgentKeyPath, AgentOptions.Authority, ProvedBy);
        ProvedBy.AcceptOnlyFromAmong("here", "elsewhere");
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetValue(Away) is < 0 or > 100) parsed.AddError("--away-percent must be from 0 to 100.");
        });
        verb.SetAction((parsed, cancellation) => AgentOptions.RunAsync(parsed, "provider", (api, log) => RunAsync(parsed, api, log, cancellation), cancellation));
        return verb;
    }

    private static async Task RunAsync(ParseResult parsed, ApiClient api, AgentLog log, CancellationToken cancellation)
    {
        var conduct = new Conduct(parsed.GetValue(Misbehave), parsed.GetValue(Away));
        using AgentKey key = AgentOptions.SigningHours(parsed);
        await using var bot = new ProviderBot(api, NodesFile.Read(parsed.GetValue(Nodes)!), conduct, key, log);
        var clock = new MarketClock(api);
        using SimulatedAttester? attester = AgentOptions.Attester(parsed, api);
        var prover = new Prover(api, new MatrixWork(Environment.ProcessorCount, conduct.Misbehaviour), conduct, nodes: [], log) { Attester = attester };
        var pulse = new PulseListener(parsed.GetValue(AgentOptions.Url)!, api, conduct, nodes: [], log);
        List<Func<CancellationToken, Task>> loops = [stop => new AgentLoop(log, TimeProvider.System).RunAsync(bot, clock, stop)];
        if (parsed.GetValue(ProvedBy) == "here") loops.Add(new ProofWatch(prover, pulse, clock, log).RunAsync);
        await AgentLoop.TogetherAsync(loops, cancellation);
    }
}
