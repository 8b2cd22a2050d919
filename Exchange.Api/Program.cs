using System.CommandLine;
using Exchange.Api.Cli;

var exchange = new RootCommand("An exchange for GPU-hours")
{
    UpVerb.Create(), VerifyVerb.Create(), VerifyProofsVerb.Create(), ProverVerb.Create(), ProviderBotVerb.Create(), BuyerBotVerb.Create(),
    SimulateAttestationVerb.Create(),
};
using var stop = new StopSignals();
return await exchange.Parse(args).InvokeAsync(cancellationToken: stop.Token);
