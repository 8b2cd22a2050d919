using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;

namespace Exchange.Api.Hosting;

/// <summary>The way from a request to the market and back: submits a command and waits for what became of it.</summary>
public sealed class Gateway
{
    private readonly Market market;
    private readonly ApiSettings settings;

    /// <summary>The way to this market.</summary>
    public Gateway(Market market, ApiSettings settings)
    {
        this.market = market;
        this.settings = settings;
    }

    /// <summary>Submits a command. The receipt comes after it was committed; a problem says that nothing was done, or that nobody knows.</summary>
    public async ValueTask<(Receipt Receipt, Problem? Problem)> SubmitAsync<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        try
        {
            if (!market.TrySubmit(command, out Task<Receipt> receipt)) return (default, Problem.InboxFull(settings.RetryAfterSeconds));
            return (await receipt, null);
        }
        catch (MarketUnavailableException)
        {
            return (default, Problem.OutcomeUnknown);
        }
    }

    /// <summary>Submits a command and turns a refusal into its problem.</summary>
    public async ValueTask<(Receipt Receipt, Problem? Problem)> RunAsync<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await SubmitAsync(command);
        if (problem is null && !receipt.Accepted) problem = Refusals.Problem(receipt);
        return (receipt, problem);
    }
}
