using System.Net;
using System.Text;
using Exchange.Api.Agents;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>A sign of life that the exchange does not take costs that one, and not those of other nodes.</summary>
public sealed class PulsesMayBeLost
{
    private readonly List<string> said = [];

    [Fact]
    public async Task A_busy_exchange_is_spoken_of_once_and_the_next_pulse_is_answered()
    {
        const int refused = 2;
        int sent = 0;
        using ScriptedExchange exchange = ScriptedExchange.Of(_ =>
            ++sent <= refused ? ScriptedExchange.Text("", HttpStatusCode.TooManyRequests) : ScriptedExchange.Text(""));
        using HttpClient http = exchange.Http();
        var pulses = new PulseListener(new Uri("http://exchange.test"), ScriptedExchange.Client(http), Conduct.Honest, ["mine"], new AgentLog("prover", said.Add));

        foreach (string nonce in (string[])["a", "b", "c"]) await pulses.HearAsync(Pulse(nonce, "mine"), default);
        await pulses.HearAsync(Pulse("d", "another"), default);

        Assert.Equal(["POST /heartbeats/a", "POST /heartbeats/b", "POST /heartbeats/c"], exchange.Asked);
        Assert.Equal(["prover: a sign of life of mine was not taken: 429"], said);
    }

    private static byte[] Pulse(string nonce, string node) =>
        Encoding.UTF8.GetBytes($$"""{"type":"pulse","nonce":"{{nonce}}","node":"{{node}}","due":"2030-01-01T00:00:05Z"}""");
}
