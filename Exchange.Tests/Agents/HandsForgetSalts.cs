using System.Net;
using System.Text.Json;
using Exchange.Api.Agents;
using Exchange.Api.Quorums;
using Exchange.Api.Wire;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>What a provider's agent says of quorums in which it cannot do what it would.</summary>
public sealed class HandsForgetSalts
{
    private const string NotYet = """{"type":"about:blank","title":"not yet","status":400,"code":"not_yet","message":"not yet"}""";
    private readonly List<string> said = [];

    [Fact]
    public async Task Who_committed_and_was_stopped_says_once_that_it_cannot_reveal_and_does_nothing()
    {
        using ScriptedExchange exchange = ScriptedExchange.Of(request => Listed(request, committing: Quorum(committed: new string('1', 64)), revealing: null));
        await WorkAsync(exchange, times: 3);

        Assert.Equal(["provider: cannot reveal in quorum 7 what it committed to before it was stopped"], said);
        Assert.DoesNotContain(exchange.Asked, asked => asked.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_keeps_it_from_revealing_is_said_once()
    {
        string? commitment = null;
        using ScriptedExchange exchange = ScriptedExchange.Of(request =>
        {
            if (request.Method == HttpMethod.Get) return commitment is null ? Listed(request, Quorum(null), null) : Listed(request, null, Quorum(commitment));
            if (request.RequestUri!.AbsolutePath.EndsWith("/result", StringComparison.Ordinal)) return ScriptedExchange.Text(NotYet, HttpStatusCode.BadRequest);
            using var body = new StreamReader(request.Content!.ReadAsStream());
            commitment = JsonDocument.Parse(body.ReadToEnd()).RootElement.GetProperty("commitment").GetString();
            return ScriptedExchange.Text(JsonSerializer.Serialize(Quorum(commitment), ApiJson.Default.QuorumAnswer));
        });
        await WorkAsync(exchange, times: 4);

        Assert.Equal(["provider: committed to a result in quorum 7", "provider: could not reveal in quorum 7: not yet"], said);
    }

    private async Task WorkAsync(ScriptedExchange exchange, int times)
    {
        using HttpClient http = exchange.Http();
        var hand = new JobHand(ScriptedExchange.Client(http), Conduct.Honest, new AgentLog("provider", said.Add));
        for (int step = 0; step < times; step++) await hand.WorkAsync(default);
    }

    private static HttpResponseMessage Listed(HttpRequestMessage request, QuorumAnswer? committing, QuorumAnswer? revealing)
    {
        QuorumAnswer? listed = request.RequestUri!.Query.Contains("committing", StringComparison.Ordinal) ? committing : revealing;
        return ScriptedExchange.Text(JsonSerializer.Serialize(listed is null ? [] : [listed], ApiJson.Default.QuorumAnswerArray));
    }

    private static QuorumAnswer Quorum(string? committed) => new(
        7, "b", ReferenceJob.Draw(16).ToString(), 2, committed is null ? "committing" : "revealing", "2030-01-01T00:10:00Z", "2030-01-01T00:15:00Z", "2030-01-01T00:00:00Z",
        null, null, null, [new QuorumWorkerAnswer(1, "p", 1, true, committed is null ? null : "2030-01-01T00:01:00Z", committed, null, null, null, null)]);
}
