using System.Net.WebSockets;

namespace Exchange.Api.Agents;

/// <summary>What keeps an agent from its work and may pass: the exchange is not reached, does not answer in time, refuses, or answers what is no answer.</summary>
/// <param name="log">Says it, once until it passes.</param>
internal sealed class Trouble(AgentLog log)
{
    /// <summary>How long to wait after a first failure; twice as long after each further one.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait at the most.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>So many unreadable answers in a row may come from something between here and the exchange; one more, and the two do not speak the same language.</summary>
    public const int MostUnreadable = 5;

    private TimeSpan wait = ShortestWait;
    private string? said;
    private int unreadable;

    /// <summary>Whether a failure is of this kind; anything else is a fault, and so is that the agent itself was told to stop.</summary>
    public bool IsExpected(Exception failed, CancellationToken stop) => failed switch
    {
        UnreadableAnswerException => unreadable < MostUnreadable,
        WebSocketException => true,
        _ => IsOfOne(failed, stop),
    };

    /// <summary>Whether a failure may be that of one request alone, so that others may still come through.</summary>
    public static bool IsOfOne(Exception failed, CancellationToken stop) => failed switch
    {
        ApiRefusedException or HttpRequestException => true,
        OperationCanceledException => failed.InnerException is TimeoutException && !stop.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Notes a failure; how long to wait until the next try.</summary>
    public TimeSpan Meet(Exception failed)
    {
        if (failed.Message != said) log.Say(failed.Message);
        said = failed.Message;
        unreadable = failed is UnreadableAnswerException ? unreadable + 1 : 0;
        TimeSpan now = wait;
        wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, LongestWait.Ticks));
        return now;
    }

    /// <summary>Notes that the work was done.</summary>
    public void Pass()
    {
        if (said is not null) log.Say("goes on");
        (said, unreadable, wait) = (null, 0, ShortestWait);
    }
}
