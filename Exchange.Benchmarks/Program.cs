using System.CommandLine;
using Exchange.Benchmarks.Books;
using Exchange.Benchmarks.Durable;
using Exchange.Benchmarks.Engines;
using Exchange.Benchmarks.Http;
using Exchange.Benchmarks.Proofs;
using Exchange.Benchmarks.Traces;
using Exchange.Benchmarks.Views;

var flow = new Option<FileInfo>("--flow") { Description = "A file of the common order flow: 16-byte records.", Required = true };
var runs = new Option<int>("--runs") { Description = "Counted runs after one warm-up; the median is printed.", DefaultValueFactory = _ => 5 };

var book = new Command("book", "The common flow through the book alone, events written.") { flow, runs };
book.SetAction(parsed => BookBench.Run(parsed.GetValue(flow)!.FullName, parsed.GetValue(runs)));

var engine = new Command("engine", "The common flow as real commands through decide and evolve, with everything on.") { flow, runs };
engine.SetAction(parsed => EngineBench.Run(parsed.GetValue(flow)!.FullName, parsed.GetValue(runs)));

var commands = new Option<int>("--commands") { Description = "How many random commands the market runs.", DefaultValueFactory = _ => 100_000 };
var views = new Command("views", "How fast the read models follow a store on a PostgreSQL of its own.") { commands };
views.SetAction((parsed, cancellation) => ViewsBench.RunAsync(parsed.GetValue(commands), cancellation));

var spec = new Command("spec", "What an order costs as spec classes, resting orders and later remnants grow.");
spec.SetAction(_ => SpecBench.Run());

var durable = new Command("durable", "Events a second and acknowledgement latency on a real PostgreSQL with fsync on.");
durable.SetAction((_, _) => DurableBench.RunAsync());

var events = new Option<long>("--events") { Description = "Events in the history.", DefaultValueFactory = _ => 5_000_000 };
var tail = new Option<long>("--tail") { Description = "Of which so many lie behind the snapshot.", DefaultValueFactory = _ => 1_000_000 };
var recover = new Command("recover", "How fast a state comes back, from the tables and from a snapshot.") { events, tail };
recover.SetAction((parsed, _) => RecoverBench.RunAsync(parsed.GetValue(events), parsed.GetValue(tail)));

var connections = new Option<int>("--connections") { Description = "Connections that send at once.", DefaultValueFactory = _ => 64 };
var http = new Command("http", "POST /orders through Kestrel with signatures.") { connections };
http.SetAction((parsed, _) => HttpBench.RunAsync(parsed.GetValue(connections)));

var proofRuns = new Option<int>("--runs") { Description = "Counted runs after a second of warm-up; the median is printed.", DefaultValueFactory = _ => 21 };
var proofs = new Command("proofs", "What proving and judging cost.") { proofRuns };
proofs.SetAction(parsed => ProofsBench.Run(parsed.GetValue(proofRuns)));

var attestationRuns = new Option<int>("--runs") { Description = "Counted verifications after twenty warm-ups; the median is printed.", DefaultValueFactory = _ => 501 };
var attestation = new Command("attestation", "What verifying a node's attestation costs.") { attestationRuns };
attestation.SetAction(parsed => AttestationBench.Run(parsed.GetValue(attestationRuns)));

var bench = new Command("bench", "Measure.") { book, engine, spec, durable, recover, http, views, proofs, attestation };
return await new RootCommand("Benchmarks and recorded markets of the exchange.") { bench, TraceVerbs.Create() }.Parse(args).InvokeAsync();
