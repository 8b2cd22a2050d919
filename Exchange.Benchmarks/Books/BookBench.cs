using System.Diagnostics;
using Exchange.Benchmarks.Flows;
using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Books;

/// <summary>The common flow through the production book alone, an event written for every acknowledgement and trade.</summary>
public static class BookBench
{
    private const int CommandsPerTurn = 4_096;
    private const int WarmUps = 4;

    /// <summary>Runs the flow several times and prints the median.</summary>
    public static int Run(string path, int runs)
    {
        FlowCommand[] flow = CommonFlow.Read(path);
        var rates = new List<double>();
        var run = new BookRun(CommonFlow.MaxId(flow));
        FlowTotals totals = default;
        long allocated = 0;
        for (int i = -WarmUps; i < runs; i++)
        {
            run.Reset();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            totals = run.Play(flow);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Console.WriteLine($"{(i < 0 ? "warm-up" : "run")}: {flow.Length / seconds / 1e6:F1} million commands/s");
            if (i >= 0) rates.Add(flow.Length / seconds);
        }

        BenchReport.Print(new
        {
            bench = "book",
            commands = flow.Length,
            commands_per_second = (long)BenchReport.Median(rates),
            allocated_bytes_per_command = (double)allocated / flow.Length,
            events = run.Events,
            trades = totals.Trades,
            quantity = totals.Quantity,
            hash = totals.Hash.ToString("x16"),
        });
        return 0;
    }

    private sealed class BookRun(int maxId)
    {
        private readonly int[] left = new int[maxId + 1];
        private readonly EventBatch events = new(1 << 20);
        private readonly LadderPool book = new(maxId + 1);
        private int bids = -1;
        private int asks = -1;

        public long Events { get; private set; }

        public void Reset()
        {
            if (bids < 0) (bids, asks) = (book.OpenLadder(), book.OpenLadder());
            for (int id = 0; id < left.Length; id++)
            {
                if (book.IsLinked(id)) book.Remove(id);
            }

            Array.Clear(left);
            events.Clear();
            Events = 0;
        }

        public FlowTotals Play(FlowCommand[] flow)
        {
            var totals = new FlowTotals();
            int inTurn = 0;
            foreach (ref readonly FlowCommand command in flow.AsSpan())
            {
                switch (command.Op)
                {
                    case FlowCommand.New: Place(command, ref totals); break;
                    case FlowCommand.Cancel: Cancel(command); break;
                    default: Amend(command); break;
                }

                if (++inTurn < CommandsPerTurn) continue;
                EndTurn();
                inTurn = 0;
            }

            EndTurn();
            return totals;
        }

        private void EndTurn()
        {
            Events += events.Count;
            events.Clear();
        }

        private void Place(in FlowCommand command, ref FlowTotals totals)
        {
            int open = command.Quantity;
            int far = command.IsBid ? asks : bids;
            int limit = command.IsBid ? command.Price : LadderPool.MaxKey - command.Price;
            for (int maker; open > 0 && (maker = book.First(far)) >= 0 && book.BestKey(far) is var key && key <= limit;)
            {
                int price = command.IsBid ? key : LadderPool.MaxKey - key;
                int fill = Math.Min(open, left[maker]);
                open -= fill;
                left[maker] -= fill;
                events.Append(Filled(command, maker, price, fill));
                totals.Trade(command.Id, maker, price, fill);
                if (left[maker] == 0) book.Remove(maker);
            }

            if (open == 0) return;
            left[command.Id] = open;
            Rest(command, command.Id);
        }

        private static OrderFilled Filled(in FlowCommand command, int maker, int price, int fill)
        {
            var taker = new OrderId(command.Id);
            var resting = new OrderId(maker);
            return new OrderFilled(
                default, command.IsBid ? resting : taker, command.IsBid ? taker : resting, command.IsBid ? Side.Bid : Side.Ask,
                Price.FromMicros(price * 100L), new Gpus(fill), default, 0, Kept.None);
        }

        private void Rest(in FlowCommand command, int id)
        {
            book.AddLast(command.IsBid ? bids : asks, command.IsBid ? LadderPool.MaxKey - command.Price : command.Price, id);
            events.Append(new OrderRested(new OrderId(id)));
        }

        private void Cancel(in FlowCommand command)
        {
            book.Remove(command.Id);
            events.Append(new OrderCancelled(new OrderId(command.Id), CancelReason.ByOwner));
        }

        private void Amend(in FlowCommand command)
        {
            int key = command.IsBid ? LadderPool.MaxKey - command.Price : command.Price;
            if (book.KeyOf(command.Id) == key)
            {
                left[command.Id] = command.Quantity;
                events.Append(new OrderReduced(new OrderId(command.Id), new Gpus(command.Quantity)));
                return;
            }

            book.Remove(command.Id);
            events.Append(new OrderAmended(new OrderId(command.Id), new Gpus(command.Quantity), Price.FromMicros(command.Price * 100L)));
            Rest(command, command.Id);
        }
    }
}
