using System.CommandLine;
using Exchange.Api.Cli;

var exchange = new RootCommand("An exchange for GPU-hours") { UpVerb.Create(), VerifyVerb.Create() };
return await exchange.Parse(args).InvokeAsync();
