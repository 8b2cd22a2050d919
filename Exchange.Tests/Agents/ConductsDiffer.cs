using Exchange.Api.Agents;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>Each kind of misbehaviour does what its name says, and nothing else.</summary>
public sealed class ConductsDiffer
{
    private static readonly Minute First = new(29_500_000);

    [Theory]
    [InlineData(Misbehaviour.None, true, true)]
    [InlineData(Misbehaviour.Slow, true, true)]
    [InlineData(Misbehaviour.Lying, false, true)]
    [InlineData(Misbehaviour.Offline, false, false)]
    public void Who_is_away_serves_no_lease_and_only_a_liar_goes_on_answering(Misbehaviour misbehaviour, bool alwaysServes, bool alwaysAnswers)
    {
        Minute[] days = [.. Enumerable.Range(0, 10_000).Select(minute => First + new Minutes(minute))];
        var conduct = new Conduct(misbehaviour);
        Assert.Equal(alwaysServes, days.All(conduct.Serves));
        Assert.Equal(alwaysAnswers, days.All(conduct.Answers));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(100)]
    public void Its_share_of_the_time_is_what_it_was_told(int percent)
    {
        const int spells = 2_000;
        var conduct = new Conduct(Misbehaviour.Offline, percent);
        int away = Enumerable.Range(0, spells).Count(spell => !conduct.Serves(First + new Minutes(spell * Conduct.SpellMinutes)));
        Assert.InRange(away, (spells * percent / 100) - 20, (spells * percent / 100) + 20);
    }

    [Fact]
    public void A_spell_is_whole()
    {
        var conduct = new Conduct(Misbehaviour.Offline);
        var start = new Minute(First.Value / Conduct.SpellMinutes * Conduct.SpellMinutes);
        for (int minute = 0; minute < 6_000; minute++)
            Assert.Equal(conduct.Serves(start + new Minutes(minute / Conduct.SpellMinutes * Conduct.SpellMinutes)), conduct.Serves(start + new Minutes(minute)));
    }

    [Fact]
    public void Only_a_liar_signs_what_was_not_served()
    {
        Assert.True(new Conduct(Misbehaviour.Lying).Claims(served: false));
        Assert.False(new Conduct(Misbehaviour.Offline).Claims(served: false));
        Assert.False(Conduct.Honest.Claims(served: false));
        Assert.True(Conduct.Honest.Claims(served: true));
    }
}
