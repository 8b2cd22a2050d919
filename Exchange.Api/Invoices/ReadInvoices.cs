using System.Net.Mime;
using System.Text;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Invoices;
using Exchange.Projections.Queries;
using NodaTime;
using NodaTime.Text;

namespace Exchange.Api.Invoices;

/// <summary><c>GET /invoices</c>: the caller's papers of a month; <c>GET /invoices/{number}</c>: one of them, as JSON, CSV or a page.</summary>
public static class ReadInvoices
{
    private static readonly YearMonthPattern Months = YearMonthPattern.Iso;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/invoices", ListAsync).Needs(Scopes.Read).Produces<InvoiceAnswer[]>().WithTags("Invoices").WithSummary("The caller's papers of a ?month=, on a ?side= or both");
        routes.MapGet("/invoices/{number}", ReadAsync).Needs(Scopes.Read).Produces(200, null, MediaTypeNames.Application.Json, "text/csv", MediaTypeNames.Text.Html)
            .WithTags("Invoices").WithSummary("A paper, as JSON, CSV or HTML, by Accept or ?format=");
    }

    private static async Task<IResult> ListAsync(HttpContext context, InvoiceQueries stored, Views views, IClock clock)
    {
        string? month = context.Request.Query["month"];
        string? word = context.Request.Query["side"];
        ParseResult<YearMonth> asked = string.IsNullOrEmpty(month)
            ? ParseResult<YearMonth>.ForValue(clock.GetCurrentInstant().InUtc().Date.ToYearMonth())
            : Months.Parse(month);
        if (!asked.Success || asked.Value.Year is < 1970 or > 5_000) return Problem.BadField("month", "month must be a month such as 2026-01");
        InvoiceSide side = default;
        if (!string.IsNullOrEmpty(word) && (!SnakeCase.TryRead(word, out side) || side == InvoiceSide.House))
            return Problem.BadField("side", "side must be buyer or provider");
        InvoiceSide[] sides = string.IsNullOrEmpty(word) ? [InvoiceSide.Buyer, InvoiceSide.Provider] : [side];
        await views.CatchUpAsync("invoices", context.RequestAborted);
        var papers = new List<InvoiceAnswer>();
        foreach (InvoiceSide one in sides)
        {
            IReadOnlyList<Invoice> made = await stored.PapersAsync(new InvoiceTopic(context.Caller().Account, one, Period(asked.Value)), context.RequestAborted);
            papers.AddRange(made.Where(paper => paper.Lines.Count > 0).Select(Of));
        }

        return Answer.Ok([.. papers], ApiJson.Default.InvoiceAnswerArray);
    }

    private static async Task<IResult> ReadAsync(string number, HttpContext context, InvoiceQueries stored, Views views)
    {
        Caller caller = context.Caller();
        if (!InvoiceNumber.TryRead(number, out InvoiceTopic topic, out InvoiceKind kind) || !MayRead(topic, caller)) return NotFound;
        if (FormatOf(context) is not { } format) return Problem.BadField("format", "format must be json, csv or html");
        await views.CatchUpAsync("invoices", context.RequestAborted);
        Invoice? paper = (await stored.PapersAsync(topic, context.RequestAborted)).FirstOrDefault(made => made.Kind == kind);
        if (paper is null || paper.Number != number) return NotFound;
        return format switch
        {
            "csv" => TypedResults.Text(InvoiceCsv.Write(paper), "text/csv", Encoding.UTF8),
            "html" => TypedResults.Text(InvoicePage.Write(paper), MediaTypeNames.Text.Html, Encoding.UTF8),
            _ => TypedResults.Bytes(InvoiceJson.Write(paper), MediaTypeNames.Application.Json),
        };
    }

    private static Problem NotFound => new(404, "invoice_not_found", "invoice not found");

    private static bool MayRead(in InvoiceTopic topic, Caller caller) =>
        (topic.Account == caller.Account && topic.Side != InvoiceSide.House) || (caller.Scopes & Scopes.Admin) != 0;

    private static string? FormatOf(HttpContext context)
    {
        string? asked = context.Request.Query["format"];
        if (!string.IsNullOrEmpty(asked)) return asked is "json" or "csv" or "html" ? asked : null;
        string accepted = context.Request.Headers.Accept.ToString();
        if (accepted.Contains("text/csv", StringComparison.OrdinalIgnoreCase)) return "csv";
        return accepted.Contains("text/html", StringComparison.OrdinalIgnoreCase) ? "html" : "json";
    }

    private static Window Period(YearMonth month)
    {
        LocalDate first = month.OnDayOfMonth(1);
        return new Window(Minute.Containing(first.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()), Minute.Containing(first.PlusMonths(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()));
    }

    private static InvoiceAnswer Of(Invoice paper) => new(
        paper.Number, SnakeCase.Of(paper.Kind), SnakeCase.Of(paper.Topic.Side), WireTime.Text(paper.Topic.Period.From), WireTime.Text(paper.Topic.Period.Until),
        paper.IsFinal, paper.Lines.Count, Decimals.Text(paper.Total), InvoiceJson.HashOf(paper).ToString());
}

/// <summary>A paper in a list.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind"><c>invoice</c> or <c>credit_note</c>.</param>
/// <param name="Side"><c>buyer</c> or <c>provider</c>.</param>
/// <param name="From">The first minute of its period.</param>
/// <param name="Until">The first minute after it.</param>
/// <param name="Final">Whether the period is over, so that nothing can be added.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Total">What is paid or received.</param>
/// <param name="Sha256">The hash that it carries.</param>
public sealed record InvoiceAnswer(
    string Number, string Kind, string Side, string From, string Until, bool Final, int Lines, string Total, string Sha256);
