using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Hosting;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>Committed turns that views read from memory as long as they are kept there.</summary>
public sealed class RecentTurnsSpecs
{
    private const int EventsPerTurn = 3;
    private static readonly Duration NotLong = Duration.FromMilliseconds(1);

    [Fact]
    public async Task A_page_ends_with_a_turn_and_needs_no_store()
    {
        var store = new CountingStore();
        RecentTurns recent = Told(store, kept: 64, turns: 5);

        EventPage page = await recent.ReadAsync(afterPosition: 3, events: 7, default);

        Assert.Equal((4, 9, 0), (page.FirstPosition, page.LastPosition, store.Reads));
    }

    [Fact]
    public async Task A_turn_that_is_longer_than_a_page_comes_whole()
    {
        RecentTurns recent = Told(new CountingStore(), kept: 64, turns: 5);

        EventPage page = await recent.ReadAsync(afterPosition: 6, events: 1, default);

        Assert.Equal((7, 9), (page.FirstPosition, page.LastPosition));
    }

    [Fact]
    public async Task Where_there_is_room_for_one_event_alone_every_reader_still_sees_all()
    {
        RecentTurns recent = Told(new CountingStore(), kept: 1, turns: 2);

        EventPage page = await recent.ReadAsync(afterPosition: 3, events: 8, default);

        Assert.Equal((4, 6), (page.FirstPosition, page.LastPosition));
    }

    [Fact]
    public async Task Who_has_all_gets_nothing_and_waits()
    {
        var store = new CountingStore { Last = 15 };
        RecentTurns recent = Told(store, kept: 64, turns: 5);

        Assert.Equal(0, (await recent.ReadAsync(15, 8, default)).Count);
        Assert.Equal(15, await recent.LastPositionAsync(default));
        Task waiting = recent.WaitForAppendAsync(Duration.FromMinutes(1), default);
        Assert.False(waiting.IsCompleted);
        Tell(recent, turn: 6);
        await waiting;
        Assert.Equal((18, 0), (await recent.LastPositionAsync(default), store.Reads));
    }

    [Fact]
    public async Task What_is_no_longer_kept_comes_from_the_store()
    {
        var store = new CountingStore();
        RecentTurns recent = Told(store, kept: 64, turns: 100);

        await recent.ReadAsync(afterPosition: 0, 8, default);
        Assert.Equal(1, store.Reads);
        EventPage newest = await recent.ReadAsync(afterPosition: 270, 64, default);

        Assert.Equal((271, 300, 1), (newest.FirstPosition, newest.LastPosition, store.Reads));
    }

    [Fact]
    public async Task Every_reader_sees_every_event_once_and_in_order_whatever_the_sizes()
    {
        RecentTurns recent = Told(new CountingStore(), kept: 1_024, turns: 200);
        for (int events = 1; events < 40; events++)
        {
            long position = 0;
            while (await recent.ReadAsync(position, events, default) is { Count: > 0 } page)
            {
                for (int i = 0; i < page.Count; i++) Assert.Equal((++position, position), (page[i].Position, page[i].As<TimeAdvanced>().Now.Value));
                Assert.Equal(0, position % EventsPerTurn);
            }

            Assert.Equal(600, position);
        }
    }

    [Fact]
    public async Task A_page_stays_as_it_is_while_turns_are_added_and_forgotten()
    {
        RecentTurns recent = Told(new CountingStore(), kept: 64, turns: 4);
        EventPage page = await recent.ReadAsync(afterPosition: 0, events: 64, default);

        for (int turn = 5; turn <= 100; turn++) Tell(recent, turn);

        Assert.Equal((12, 1, 12), (page.Count, page.FirstPosition, page.LastPosition));
        for (int i = 0; i < page.Count; i++) Assert.Equal(i + 1, page[i].As<TimeAdvanced>().Now.Value);
        Assert.Null(recent.Held(afterPosition: 0, events: 64));
        Assert.NotNull(recent.Held(afterPosition: 297, events: 64));
    }

    [Fact]
    public async Task Where_another_writer_went_on_its_events_come_from_the_store()
    {
        var store = new CountingStore { Last = 15 };
        RecentTurns recent = Told(store, kept: 64, turns: 5);
        Assert.Equal(15, await recent.LastPositionAsync(default));

        store.Last = 40;
        await recent.WaitForAppendAsync(NotLong, default);

        Assert.Equal(40, await recent.LastPositionAsync(default));
        await recent.ReadAsync(15, 8, default);
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task A_turn_that_is_forgotten_before_it_ends_comes_from_the_store()
    {
        var store = new CountingStore { Last = 6 };
        RecentTurns recent = Told(store, kept: 64, turns: 1);
        await recent.LastPositionAsync(default);

        Tell(recent, turn: 2, beforeItsEnd: () => Assert.Equal(6, recent.LastPositionAsync(default).Result));
        await recent.ReadAsync(afterPosition: 3, 8, default);

        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task A_hole_is_never_bridged()
    {
        var store = new CountingStore();
        RecentTurns recent = Told(store, kept: 64, turns: 2);

        Tell(recent, turn: 4);
        await recent.ReadAsync(afterPosition: 6, 8, default);

        Assert.Equal(1, store.Reads);
    }

    private static RecentTurns Told(CountingStore store, int kept, int turns)
    {
        var recent = new RecentTurns(store, kept);
        for (int turn = 1; turn <= turns; turn++) Tell(recent, turn);
        return recent;
    }

    /// <summary>Tells a turn whose events carry their own positions as minutes.</summary>
    private static void Tell(RecentTurns recent, int turn, Action? beforeItsEnd = null)
    {
        var batch = new EventBatch { FirstPosition = ((turn - 1) * EventsPerTurn) + 1 };
        var state = new ExchangeState();
        for (int i = 0; i < EventsPerTurn; i++) batch.Append(new TimeAdvanced(new Minute((int)batch.FirstPosition + i)));
        foreach (RecordedEvent occurred in batch)
        {
            state.Evolve(occurred);
            recent.OnEvolved(state, occurred);
        }

        beforeItsEnd?.Invoke();
        recent.OnTurnEnd(state);
    }

    /// <summary>A store that is asked, and counts it.</summary>
    private sealed class CountingStore : IEventSource
    {
        internal long Last { get; set; }

        internal int Reads { get; private set; }

        public Task<long> LastPositionAsync(CancellationToken cancellation) => Task.FromResult(Last);

        public Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation)
        {
            Reads++;
            return Task.FromResult(new EventPage());
        }

        public Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation) => Task.CompletedTask;
    }
}
