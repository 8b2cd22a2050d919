using System.Net;
using Exchange.Api.Agents;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>What a network and a busy exchange do now and then is waited out and said once; everything else ends the agent.</summary>
public sealed class TroubleIsWaitedOut : IDisposable
{
    private const string Time = """{"iso":"2030-01-01T00:00:00Z","epoch":0,"market":"2030-01-01T00:00:00Z"}""";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private readonly HeldTime time = new();
    private readonly List<string> said = [];
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

    public void Dispose() => patience.Dispose();

    [Fact]
    public async Task It_waits_from_one_second_up_to_thirty_and_says_once_what_is_wrong()
    {
        int tries = 0;
        using ScriptedExchange exchange = ScriptedExchange.Of(_ => ++tries is <= 7 or 9 ? throw new HttpRequestException("refused") : ScriptedExchange.Text(Time));
        using HttpClient http = exchange.Http();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        Task running = RunAsync(http, stop.Token);

        double[] waited = [.. (await PassAsync(9)).Select(wait => wait.TotalSeconds)];
        await stop.CancelAsync();

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, Step.TotalSeconds, 1], waited);
        Assert.Equal(["agent: refused", "agent: goes on", "agent: refused"], said.Take(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.BadGateway, "<html>")]
    [InlineData(HttpStatusCode.NotFound, "")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"type":"about:blank","title":"full","status":503,"code":"inbox_full","message":"full"}""")]
    public async Task Rubbish_is_asked_for_again(HttpStatusCode status, string rubbish)
    {
        int tries = 0;
        using ScriptedExchange exchange = ScriptedExchange.Of(_ => ++tries == 1 ? ScriptedExchange.Text(rubbish, status) : ScriptedExchange.Text(Time));
        using HttpClient http = exchange.Http();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        Task running = RunAsync(http, stop.Token);

        Assert.Equal([Trouble.ShortestWait, Step], await PassAsync(2));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Who_answers_nothing_but_rubbish_is_no_exchange()
    {
        using ScriptedExchange exchange = ScriptedExchange.Of(_ => ScriptedExchange.Text("<html>"));
        using HttpClient http = exchange.Http();
        Task running = RunAsync(http, patience.Token);

        await PassAsync(Trouble.MostUnreadable);
        await Assert.ThrowsAsync<UnreadableAnswerException>(() => running);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_asked_for_again()
    {
        int tries = 0;
        using var exchange = new ScriptedExchange(async (_, cancellation) =>
        {
            if (++tries == 1) await Task.Delay(Timeout.Infinite, cancellation);
            return ScriptedExchange.Text(Time);
        });
        using HttpClient http = exchange.Http(timeout: TimeSpan.FromSeconds(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        Task running = RunAsync(http, stop.Token);

        Assert.Equal([Trouble.ShortestWait, Step], await PassAsync(2));
        Assert.Equal("agent: goes on", said[1]);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_fault_in_one_loop_ends_the_others_and_shows()
    {
        var loop = new AgentLoop(Log(), time);
        int beats = 0;
        Task running = AgentLoop.TogetherAsync(
            [
                stop => loop.RunAsync(_ => Task.FromResult(beats++), Step, stop),
                stop => loop.RunAsync(_ => beats > 0 ? throw new FormatException("a fault") : Task.CompletedTask, Step, stop),
            ], patience.Token);

        Assert.Equal("a fault", (await Assert.ThrowsAsync<FormatException>(() => running)).Message);
        Assert.Equal(1, beats);
    }

    private Task RunAsync(HttpClient http, CancellationToken cancellation) =>
        new AgentLoop(Log(), time).RunAsync(new Idle(), new MarketClock(ScriptedExchange.Client(http)), cancellation);

    private AgentLog Log() => new("agent", said.Add);

    private async Task<IReadOnlyList<TimeSpan>> PassAsync(int waits)
    {
        var passed = new List<TimeSpan>();
        while (passed.Count < waits) passed.Add(await time.PassAsync(patience.Token));
        return passed;
    }

    /// <summary>An agent with nothing to do.</summary>
    private sealed class Idle : IAgent
    {
        public Task StepAsync(Instant now, CancellationToken cancellation) => Task.CompletedTask;
    }
}
