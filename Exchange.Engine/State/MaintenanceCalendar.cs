using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>When a node was announced to be down: a few windows, kept as long as an hour inside may still be disputed.</summary>
public struct MaintenanceCalendar
{
    /// <summary>The most windows kept at once.</summary>
    public const int MaxWindows = 4;

    /// <summary>The longest window, in minutes.</summary>
    public const int MaxMinutes = 480;

    /// <summary>How long a window is kept after its end, in minutes: thirty days.</summary>
    public const int KeptMinutes = 43_200;

    private Few<Window> windows;

    /// <summary>The windows, in the order in which they were announced.</summary>
    public readonly Few<Window> Windows => windows;

    /// <summary>Whether a minute lies in one of them.</summary>
    public readonly bool Contains(Minute minute)
    {
        foreach (Window window in windows.Items)
        {
            if (window.From <= minute && minute < window.Until) return true;
        }

        return false;
    }

    /// <summary>Whether there is room for one more.</summary>
    internal readonly bool HasRoom(Minute now) => Kept(now).Count < MaxWindows;

    internal void Add(Window window, Minute now)
    {
        List<Window> kept = Kept(now);
        kept.Add(window);
        windows = Few<Window>.Of([.. kept]);
    }

    internal readonly void AddTo(ref Digest digest)
    {
        foreach (Window window in windows.Items)
        {
            digest.Add((long)window.From.Value);
            digest.Add((long)window.Until.Value);
        }
    }

    private readonly List<Window> Kept(Minute now)
    {
        var kept = new List<Window>(MaxWindows);
        foreach (Window window in windows.Items)
        {
            if (now.Value - (long)window.Until.Value < KeptMinutes) kept.Add(window);
        }

        return kept;
    }
}
