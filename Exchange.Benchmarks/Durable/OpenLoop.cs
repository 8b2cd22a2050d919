using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Engine.Commands;

namespace Exchange.Benchmarks.Durable;

/// <summary>How long acknowledgements took, in milliseconds, counted from when each order was due rather than from when it was sent.</summary>
public sealed record Latencies(
    [property: JsonPropertyName("rate")] int Rate,
    [property: JsonPropertyName("p50_ms")] double P50Milliseconds,
    [property: JsonPropertyName("p99_ms")] double P99Milliseconds,
    [property: JsonPropertyName("p999_ms")] double P999Milliseconds,
    [property: JsonPropertyName("turned_away")] int TurnedAway);

/// <summary>Sends orders at a fixed rate, whatever the answers do, so that a stall counts for every order that was due in it.</summary>
internal sealed class OpenLoop(int rate, int seconds)
{
    private readonly double[] milliseconds = new double[rate * seconds];
    private int turnedAway;

    public Task RunAsync(DurableVenue venue)
    {
        var sent = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Send(venue, sent)) { IsBackground = true, Name = "open loop" }.Start();
        return sent.Task.Unwrap();
    }

    /// <summary>A thread of its own that sleeps between orders: one that waited in a loop would take half of two cores from what is measured.</summary>
    private void Send(DurableVenue venue, TaskCompletionSource<Task> sent)
    {
        try
        {
            var answers = new Task[milliseconds.Length];
            long began = Stopwatch.GetTimestamp();
            double ticksPerOrder = (double)Stopwatch.Frequency / rate;
            for (int i = 0; i < answers.Length; i++)
            {
                long due = began + (long)(i * ticksPerOrder);
                while (Stopwatch.GetTimestamp() < due) Thread.Sleep(1);
                answers[i] = venue.TrySend(out Task<Receipt> answer) ? NoteAsync(i, due, answer) : TurnAway();
            }

            sent.SetResult(Task.WhenAll(answers));
        }
        catch (Exception failed)
        {
            sent.SetException(failed);
        }
    }

    public Latencies Report()
    {
        double[] sorted = [.. milliseconds.Where(one => one > 0).Order()];
        return new Latencies(rate, At(sorted, 0.5), At(sorted, 0.99), At(sorted, 0.999), turnedAway);
    }

    private static double At(double[] sorted, double share) => Math.Round(sorted[(int)(share * (sorted.Length - 1))], 2);

    private async Task NoteAsync(int index, long due, Task<Receipt> answer)
    {
        await answer;
        milliseconds[index] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }

    private Task TurnAway()
    {
        turnedAway++;
        return Task.CompletedTask;
    }
}
