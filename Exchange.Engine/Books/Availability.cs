using Exchange.Engine.Values;

namespace Exchange.Engine.Books;

/// <summary>
/// Sorts rectangles into rows by how soon and how long they are usable, so that tomorrow's remnants never stand in the way of an order
/// for now, nor short remnants in the way of a long order. A row is a coarse sieve; the exact window is checked on each rectangle.
/// </summary>
public static class Availability
{
    /// <summary>Rows of asks: three by start times three by usable length.</summary>
    public const int AskRows = 9;

    /// <summary>Rows of bids: at fill and scheduled, each by three durations; then the gangs.</summary>
    public const int BidRows = 7;

    /// <summary>The row of bids that fill whole or not at all.</summary>
    public const int GangRow = 6;

    private const int ShortMinutes = 120;
    private const int DayMinutes = 1440;

    /// <summary>The first minute at which a lease that is filled now can start.</summary>
    public static Minute NextStart(Minute now) => new(now.Value + 1);

    /// <summary>The class of a length: below two hours, below a day, longer.</summary>
    public static int LengthClass(int minutes) => minutes < ShortMinutes ? 0 : minutes < DayMinutes ? 1 : 2;

    /// <summary>The row of an ask's rectangle.</summary>
    public static int AskRow(Window window, Minute now, int reachMinutes)
    {
        int next = now.Value + 1;
        int start = window.From.Value <= next + reachMinutes ? 0 : window.From.Value <= next + DayMinutes ? 1 : 2;
        return (start * 3) + LengthClass(UsableMinutes(window, now));
    }

    /// <summary>How much of a window can still be leased.</summary>
    public static int UsableMinutes(Window window, Minute now) =>
        Math.Max(0, window.Until.Value - Math.Max(window.From.Value, now.Value + 1));

    /// <summary>The first minute of the clock, after now, at which the rectangle belongs to another row.</summary>
    public static Minute AskRowChanges(Window window, Minute now, int reachMinutes)
    {
        int next = int.MaxValue;
        Consider(window.From.Value - 1 - reachMinutes);
        Consider(window.From.Value - 1 - DayMinutes);
        Consider(window.Until.Value - DayMinutes);
        Consider(window.Until.Value - ShortMinutes);
        return new Minute(next);

        void Consider(int minute)
        {
            if (minute > now.Value && minute < next) next = minute;
        }
    }

    /// <summary>Whether rectangles of an ask row can serve a bid, as far as the row tells.</summary>
    /// <param name="row">The row.</param>
    /// <param name="latestStart">The last minute at which the bid may start.</param>
    /// <param name="durationMinutes">The bid's duration.</param>
    /// <param name="now">The clock.</param>
    /// <param name="reachMinutes">How near a start counts as now.</param>
    public static bool AskRowServes(int row, Minute latestStart, int durationMinutes, Minute now, int reachMinutes)
    {
        int beginsAfter = (row / 3) switch
        {
            0 => int.MinValue,
            1 => now.Value + 1 + reachMinutes,
            _ => now.Value + 1 + DayMinutes,
        };
        return latestStart.Value > beginsAfter && row % 3 >= LengthClass(durationMinutes);
    }

    /// <summary>The row of a bid.</summary>
    public static int BidRow(bool scheduled, int durationMinutes, bool gang) =>
        gang ? GangRow : (scheduled ? 3 : 0) + LengthClass(durationMinutes);

    /// <summary>Whether bids of a row can be served by an ask's rectangle, as far as the row tells.</summary>
    public static bool BidRowServes(int row, Window window, Minute now, int reachMinutes)
    {
        if (row == GangRow) return false;
        bool near = window.From.Value <= now.Value + 1 + reachMinutes;
        return (row >= 3 || near) && row % 3 <= LengthClass(UsableMinutes(window, now));
    }
}
