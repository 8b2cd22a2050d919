using System.Net;
using System.Text.RegularExpressions;
using Exchange.Api.Agents;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>A prover is told of each challenge once. What it does not answer costs no further request; what could not be sent it sends again.</summary>
public sealed partial class ProversAskSparingly : IDisposable
{
    private const int PollSeconds = 20;
    private const string Passed = """{"challenge":1,"verdict":"passed"}""";
    private const string Full = """{"type":"about:blank","title":"full","status":503,"code":"inbox_full","message":"full"}""";
    private static readonly string Modulus = new('f', 512);
    private static readonly Instant Now = Instant.FromUtc(2030, 1, 1, 0, 0);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly HeldTime time = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
    private readonly CancellationTokenSource stop = new();
    private AgentLog log = new("prover", _ => { });

    public void Dispose()
    {
        stop.Dispose();
        patience.Dispose();
    }

    [Theory]
    [InlineData("another", "matrix_full")]
    [InlineData("mine", "attestation")]
    public async Task What_it_does_not_answer_is_not_listed_again(string node, string kind)
    {
        using ScriptedExchange exchange = Exchange(node, kind, _ => throw new InvalidOperationException("Nothing is to be sent."));
        await WaitsOfAMinuteAsync(exchange, Misbehaviour.None);
        Assert.Equal(1 + (60 / PollSeconds), exchange.Asked.Count); // Once for the challenge, and then for what comes after it.
    }

    [Theory]
    [InlineData(Misbehaviour.Slow)]
    [InlineData(Misbehaviour.Offline)]
    public async Task Who_holds_answers_back_or_is_away_looks_once_a_second(Misbehaviour misbehaviour)
    {
        using ScriptedExchange exchange = Exchange("mine", "matrix_full", _ => throw new InvalidOperationException("Nothing is to be sent."));
        int waits = await WaitsOfAMinuteAsync(exchange, misbehaviour);
        Assert.InRange(waits, 60, 2 * 60); // One of a second, and the pause between rounds.
        Assert.InRange(exchange.Asked.Count, 0, 60);
    }

    [Fact]
    public async Task An_answer_for_which_there_is_no_room_is_sent_again_and_again()
    {
        const int refused = 21;
        int sent = 0;
        using ScriptedExchange exchange = Exchange("mine", "matrix_full", _ =>
            ++sent <= refused ? ScriptedExchange.Text(Full, HttpStatusCode.ServiceUnavailable) : ScriptedExchange.Text(Passed));

        await UntilSentAsync(exchange, () => sent > refused);

        Assert.Equal(refused + 1, exchange.Asked.Count(asked => asked == "POST /proofs/1"));
        Assert.Single(exchange.Asked, asked => asked == "GET /challenges?wait=20");
    }

    [Fact]
    public async Task An_answer_that_was_lost_on_the_way_is_sent_again()
    {
        int sent = 0;
        using ScriptedExchange exchange = Exchange("mine", "matrix_full", _ => ++sent == 1 ? throw new HttpRequestException("cut off") : ScriptedExchange.Text(Passed));

        await UntilSentAsync(exchange, () => sent > 1);

        Assert.Equal(["GET /challenges?wait=20", "POST /proofs/1", "GET /challenges?wait=1&after=1", "POST /proofs/1"], exchange.Asked.Take(4));
    }

    [Theory]
    [InlineData("matrix_full")]
    [InlineData("time_lock")]
    public async Task An_answer_that_is_never_taken_is_sent_once_a_second_and_keeps_no_other_from_being_sent(string kind)
    {
        const int seconds = 5;
        int sent = 0;
        using ScriptedExchange exchange = Exchange([Challenge(1, "mine", kind), Challenge(2, "mine", kind)], request =>
        {
            bool isFirst = request.RequestUri!.AbsolutePath == "/proofs/1";
            if (isFirst) sent++;
            return isFirst ? ScriptedExchange.Text("<html>", HttpStatusCode.InternalServerError) : ScriptedExchange.Text(Passed);
        });
        var said = new List<string>();
        log = new AgentLog("prover", said.Add);

        await UntilSentAsync(exchange, () => sent > seconds);

        Assert.Single(exchange.Asked, asked => asked == "POST /proofs/2");
        Assert.InRange(exchange.Asked.Count(asked => asked.StartsWith("GET /challenges?wait=1&", StringComparison.Ordinal)), seconds, seconds + 1);
        Assert.Single(said, line => line.Contains("could not be sent", StringComparison.Ordinal));
    }

    /// <summary>How many waits a minute is made of.</summary>
    private async Task<int> WaitsOfAMinuteAsync(ScriptedExchange exchange, Misbehaviour misbehaviour)
    {
        using HttpClient http = exchange.Http();
        Task running = RunAsync(http, new Conduct(misbehaviour, AwayPercent: 100));
        int waits = 0;
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(1); waits++) passed += await time.PassAsync(patience.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return waits;
    }

    private async Task UntilSentAsync(ScriptedExchange exchange, Func<bool> isSent)
    {
        using HttpClient http = exchange.Http();
        Task running = RunAsync(http, Conduct.Honest);
        while (!isSent()) await time.PassAsync(patience.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task RunAsync(HttpClient http, Conduct conduct)
    {
        var prover = new Prover(ScriptedExchange.Client(http), new MatrixWork(threads: 1, conduct.Misbehaviour), conduct, ["mine"], log) { Time = time };
        return new AgentLoop(log, time).RunAsync(cancellation => prover.AnswerAsync(Now, PollSeconds, cancellation), Pause, stop.Token);
    }

    /// <summary>An exchange with one challenge, which lets those wait who saw it.</summary>
    private ScriptedExchange Exchange(string node, string kind, Func<HttpRequestMessage, HttpResponseMessage> take) => Exchange([Challenge(1, node, kind)], take);

    private ScriptedExchange Exchange(string[] challenges, Func<HttpRequestMessage, HttpResponseMessage> take) => new(async (request, cancellation) =>
    {
        if (request.Method == HttpMethod.Post) return take(request);
        GroupCollection asked = Poll().Match(request.RequestUri!.PathAndQuery).Groups;
        if (!asked["after"].Success) return ScriptedExchange.Text($"[{string.Join(',', challenges)}]");
        await Task.Delay(TimeSpan.FromSeconds(int.Parse(asked["wait"].Value, System.Globalization.CultureInfo.InvariantCulture)), time, cancellation);
        return ScriptedExchange.Text("[]");
    });

    private static string Challenge(int id, string node, string kind) =>
        $$"""{"id":{{id}},"node":"{{node}}","kind":"{{kind}}","purpose":"idle","day":1,"epoch":1,"seed":"{{new string('0', 64)}}","size":8,"modulus":"{{Modulus}}","due":"2030-01-01T00:00:05Z"}""";

    [GeneratedRegex("^/challenges\\?wait=(?<wait>[0-9]+)(&after=(?<after>[0-9]+))?$")]
    private static partial Regex Poll();
}
