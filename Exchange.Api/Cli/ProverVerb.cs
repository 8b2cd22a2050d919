using System.CommandLine;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary><c>prover</c>: answers the challenges to a provider's nodes, for nodes without a prover of their own.</summary>
public static class ProverVerb
{
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that share the work", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<string[]> Nodes = new("--node") { Description = "A node to answer for; all of the provider's where none is named", DefaultValueFactory = _ => [] };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Command verb = AgentOptions.Verb("prover", "Answer the challenges to a provider's nodes", Nodes, Threads, AgentOptions.Authority);
        verb.Validators.Add(parsed =>
        {
            if (AgentOptions.IsBelowOne(parsed, Threads)) parsed.AddError("--threads must be at least 1.");
        });
        verb.SetAction((parsed, cancellation) => AgentOptions.RunAsync(parsed, "prover", (api, log) => RunAsync(parsed, api, log, cancellation), cancellation));
        return verb;
    }

    private static async Task RunAsync(ParseResult parsed, ApiClient api, AgentLog log, CancellationToken cancellation)
    {
        string[] nodes = parsed.GetValue(Nodes)!;
        using SimulatedAttester? attester = AgentOptions.Attester(parsed, api);
        var prover = new Prover(api, new MatrixWork(parsed.GetValue(Threads), Misbehaviour.None), Conduct.Honest, nodes, log) { Attester = attester };
        var pulse = new PulseListener(parsed.GetValue(AgentOptions.Url)!, api, Conduct.Honest, nodes, log);
        await new ProofWatch(prover, pulse, new MarketClock(api), log).RunAsync(cancellation);
    }
}
