using Exchange.Api.Hosting;
using Exchange.Engine.Values;

namespace Exchange.Api.Access;

/// <summary>The large bodies that are being read: so many of one account, so many bytes in all. Safe for many threads.</summary>
public sealed class Uploads(ProofSettings settings)
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountId, int> open = [];
    private long openBytes;

    /// <summary>Takes a place for a body of at most so many bytes; false where there is none. A body that is too large for all places together is read alone.</summary>
    public bool TryBegin(AccountId account, long bytes)
    {
        lock (gate)
        {
            int own = open.GetValueOrDefault(account);
            if (own >= settings.MaxUploadsPerAccount || (open.Count > 0 && openBytes + bytes > settings.MaxUploadingBytes)) return false;
            open[account] = own + 1;
            openBytes += bytes;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void End(AccountId account, long bytes)
    {
        lock (gate)
        {
            openBytes -= bytes;
            if (--open[account] == 0) open.Remove(account);
        }
    }
}
