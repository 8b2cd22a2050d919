using System.CommandLine;
using System.Net.WebSockets;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary><c>prover</c>: answers the challenges to a provider's nodes, for nodes without a prover of their own.</summary>
public static class ProverVerb
{
    private const int WaitSeconds = 20;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that share the work", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<string[]> Nodes = new("--node") { Description = "A node to answer for; all of the provider's where none is named", DefaultValueFactory = _ => [] };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Command verb = AgentOptions.Verb("prover", "Answer the challenges to a provider's nodes", Nodes, Threads);
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetValue(Threads) < 1) parsed.AddError("--threads must be at least 1.");
        });
        verb.SetAction((parsed, cancellation) => AgentOptions.RunAsync(parsed, "prover", (api, log) => RunAsync(parsed, api, log, cancellation), cancellation));
        return verb;
    }

    private static Task RunAsync(ParseResult parsed, ApiClient api, AgentLog log, CancellationToken cancellation)
    {
        string[] nodes = parsed.GetValue(Nodes)!;
        var prover = new Prover(api, new MatrixWork(parsed.GetValue(Threads), Misbehaviour.None), Conduct.Honest, nodes, log);
        var pulse = new PulseListener(parsed.GetValue(AgentOptions.Url)!, api, nodes);
        return Task.WhenAll(
            AgainAsync(() => prover.AnswerAsync(WaitSeconds, cancellation), TimeSpan.Zero, log, cancellation),
            AgainAsync(() => pulse.RunAsync(cancellation), RetryAfter, log, cancellation));
    }

    /// <summary>Does it again and again; after what failed, only when a while has passed.</summary>
    private static async Task AgainAsync(Func<Task> work, TimeSpan pause, AgentLog log, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await work();
                await Task.Delay(pause, cancellation);
            }
            catch (Exception failed) when (failed is ApiRefusedException or HttpRequestException or WebSocketException)
            {
                log.Say(failed.Message);
                await Task.Delay(RetryAfter, cancellation);
            }
        }
    }
}
