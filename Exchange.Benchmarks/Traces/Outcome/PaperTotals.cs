using System.Text.Json;
using Exchange.Api.Invoices;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>All papers of a replay, month by month, as their owners fetch them, and whether they agree with the ledger.</summary>
internal sealed class PaperTotals
{
    private const string Buyer = "buyer";
    private const string Provider = "provider";
    private const string House = "house";
    private static readonly string[] Columns =
        ["gross_sixtieths", "fees_sixtieths", "damages_sixtieths", "buy_in_cover_sixtieths", "slashed_sixtieths", "deposits_sixtieths", "total_sixtieths", "returned_sixtieths"];
    private static readonly LocalDatePattern Days = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    private readonly Dictionary<(string Side, string Column), long> sums = [];
    private readonly Dictionary<string, (int Papers, int Notes)> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<AccountId, long> received = [];

    /// <summary>Fetches the papers of everybody and of the house, from the opening's month to that of a minute.</summary>
    public static async Task<PaperTotals> OfAsync(TraceVenue venue, IReadOnlyCollection<Party> parties, long untilMinute, CancellationToken cancellation)
    {
        var totals = new PaperTotals();
        YearMonth last = (TraceVenue.Opening + Duration.FromMinutes(untilMinute)).InUtc().Date.ToYearMonth();
        for (YearMonth month = TraceVenue.Opening.InUtc().Date.ToYearMonth(); month.CompareTo(last) <= 0; month = month.PlusMonths(1))
        {
            string text = YearMonthPattern.Iso.Format(month);
            foreach (Party party in parties)
            {
                InvoiceAnswer[] papers = await party.Api.GetAsync<InvoiceAnswer[]>($"/invoices?month={text}", cancellation);
                foreach (InvoiceAnswer paper in papers) totals.Add(await party.Api.GetAsync<JsonElement>($"/invoices/{paper.Number}?format=json", cancellation));
            }

            foreach (string kind in (string[])["", "-CN"])
            {
                LocalDate first = month.OnDayOfMonth(1);
                string number = $"HSE-000000-{Days.Format(first)}-{Days.Format(first.PlusMonths(1))}{kind}";
                (JsonElement paper, ProblemBody? problem) = await venue.Operator.TryAsync<JsonElement>(HttpMethod.Get, $"/invoices/{number}?format=json", null, cancellation);
                if (problem is null) totals.Add(paper);
            }
        }

        return totals;
    }

    /// <summary>For the reader of the output.</summary>
    public IEnumerable<(string Title, string Text)> Remarks()
    {
        yield return ("invoices", $"{"",-10}{"papers",7}{"gross",18}{"fees",16}{"damages",16}{"cover",14}{"slashes",14}{"deposits",12}{"total",18}{"returned",18}");
        foreach (string side in (string[])[Buyer, Provider, House])
        {
            (int papers, int notes) = counts.GetValueOrDefault(side);
            string row = string.Concat(Columns.Select((column, place) => Texts.Dollars(Of(side, column)).PadLeft(place switch { 0 or 6 or 7 => 18, 1 or 2 => 16, 5 => 12, _ => 14 })));
            yield return ("invoices", Texts.Line($"{side,-10}{papers,7:N0}{row}{(notes == 0 ? "" : Texts.Line($", {notes} of them credit notes"))}"));
        }
    }

    /// <summary>What must hold, to a sixtieth of a micro-dollar.</summary>
    public IEnumerable<TraceCheck> Checks(LedgerSums ledger)
    {
        int agreeing = received.Count(account => account.Value != 0 && account.Value == ledger.Of(account.Key));
        yield return Recount.Same("accounts whose papers are what the ledger moved are all", ledger.ByAccount.Count(account => account.Value != 0), agreeing);
        yield return Recount.Same("buyers' gross is that of the providers, in sixtieths of a micro-dollar", Of(Buyer, "gross_sixtieths"), Of(Provider, "gross_sixtieths"));
        yield return Recount.Same("what buyers paid is what providers and the house got", Of(Buyer, "total_sixtieths"), Of(Provider, "total_sixtieths") + Of(House, "total_sixtieths"));
        yield return Recount.Same("damages on buyers' papers are the ledger's", ledger.Of("damages"), -Of(Buyer, "damages_sixtieths"));
        yield return Recount.Same("cover on buyers' papers is the ledger's", ledger.Of("buy_in_cover"), -Of(Buyer, "buy_in_cover_sixtieths"));
    }

    private long Of(string side, string column) => sums.GetValueOrDefault((side, column));

    private void Add(JsonElement paper)
    {
        string side = paper.GetProperty("side").GetString()!;
        JsonElement amounts = paper.GetProperty("sums");
        foreach (string column in Columns) sums[(side, column)] = Of(side, column) + amounts.GetProperty(column).GetInt64();
        (int papers, int notes) = counts.GetValueOrDefault(side);
        counts[side] = (papers + 1, notes + (paper.GetProperty("kind").GetString() == "credit_note" ? 1 : 0));
        var account = new AccountId(paper.GetProperty("account_id").GetInt32());
        long total = amounts.GetProperty("total_sixtieths").GetInt64();
        received[account] = received.GetValueOrDefault(account) + (side == Buyer ? -total : total);
    }
}
