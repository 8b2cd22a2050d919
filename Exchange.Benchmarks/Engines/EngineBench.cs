using System.Diagnostics;
using Exchange.Benchmarks.Flows;
using Exchange.Engine.Events;
using Exchange.Engine.State;

namespace Exchange.Benchmarks.Engines;

/// <summary>The common flow as real commands through decide and evolve with everything on: what matching, risk and fees cost together.</summary>
public static class EngineBench
{
    private const int WarmUps = 1;

    /// <summary>Runs the flow round after round in one market and prints the median.</summary>
    public static int Run(string path, int runs)
    {
        FlowCommand[] flow = CommonFlow.Read(path);
        int maxId = CommonFlow.MaxId(flow);
        var market = new FlowMarket(maxId, runs + WarmUps + 1);
        FlowTotals totals = Check(flow, market);
        Console.WriteLine($"checked run: {totals.Trades} trades, quantity {totals.Quantity}, hash {totals.Hash:x16}");
        var rates = new List<double>();
        (long allocated, long events, ulong stateHash) = (0, 0, 0);
        for (int i = -WarmUps; i < runs; i++)
        {
            market.NextRound();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            Play(flow, market);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            (events, stateHash) = (market.Events, market.State.Hash());
            Console.WriteLine($"{(i < 0 ? "warm-up" : "run")}: {flow.Length / seconds / 1e6:F2} million commands/s, {events / seconds / 1e6:F1} million events/s");
            if (i >= 0) rates.Add(flow.Length / seconds);
        }

        BenchReport.Print(new
        {
            bench = "engine",
            commands = flow.Length,
            commands_per_second = (long)BenchReport.Median(rates),
            allocated_bytes_per_command = (double)allocated / flow.Length,
            events,
            trades = totals.Trades,
            quantity = totals.Quantity,
            hash = totals.Hash.ToString("x16"),
            state_hash = stateHash.ToString("x16"),
        });
        return 0;
    }

    private static void Play(FlowCommand[] flow, FlowMarket market)
    {
        for (int first = 0; first < flow.Length; first += Foresight.Commands)
        {
            ReadOnlySpan<FlowCommand> next = flow.AsSpan(first, Math.Min(Foresight.Commands, flow.Length - first));
            foreach (ref readonly FlowCommand command in next) market.Foresee(command);
            market.Fetch();
            foreach (ref readonly FlowCommand command in next) market.Run(command);
            market.EndTurn();
        }
    }

    /// <summary>Runs the flow once with every answer looked at, and adds up what traded by the flow's own ids.</summary>
    private static FlowTotals Check(FlowCommand[] flow, FlowMarket market)
    {
        var totals = new FlowTotals();
        var flowIds = new Dictionary<long, int>();
        foreach (ref readonly FlowCommand command in flow.AsSpan())
        {
            var receipt = market.Run(command);
            if (!receipt.Accepted) throw new InvalidOperationException($"Command {(char)command.Op} of order {command.Id} was refused: {receipt.Refusal}.");
            if (command.Op == FlowCommand.New) flowIds[receipt.Order.Value] = command.Id;
            foreach (RecordedEvent occurred in market.Turn)
            {
                if (occurred.Kind != EventKind.OrderFilled) continue;
                ref readonly OrderFilled filled = ref occurred.As<OrderFilled>();
                int maker = flowIds[filled.Maker.Value];
                totals.Trade(flowIds[filled.TakerOrder.Value], maker, (int)(filled.Price.Micros / 100), filled.Gpus.Count);
            }

            market.EndTurn();
        }

        return totals;
    }
}
