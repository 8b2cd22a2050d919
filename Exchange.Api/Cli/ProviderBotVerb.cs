using System.CommandLine;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary><c>provider-bot</c>: a provider that runs by itself: registers, proves, offers, hands over and meters what a file describes.</summary>
public static class ProviderBotVerb
{
    private static readonly Option<string> Nodes = new("--nodes") { Description = "The file that describes the nodes", Required = true };
    private static readonly Option<Misbehaviour> Misbehave = new("--misbehave") { Description = "none, offline, slow or lying", DefaultValueFactory = _ => Misbehaviour.None };
    private static readonly Option<int> Away = new("--away-percent") { Description = "The share of its time in which it is away", DefaultValueFactory = _ => Conduct.DefaultAwayPercent };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Command verb = AgentOptions.Verb("provider-bot", "Run a provider", Nodes, Misbehave, Away, AgentOptions.AgentKeyPath);
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetValue(Away) is < 0 or > 100) parsed.AddError("--away-percent must be from 0 to 100.");
        });
        verb.SetAction((parsed, cancellation) => AgentOptions.RunAsync(parsed, (api, log) => Make(parsed, api, log), "provider", cancellation));
        return verb;
    }

    private static ProviderBot Make(ParseResult parsed, ApiClient api, AgentLog log) => new(
        api, NodesFile.Read(parsed.GetValue(Nodes)!), new Conduct(parsed.GetValue(Misbehave), parsed.GetValue(Away)), AgentOptions.SigningHours(parsed), log);
}
