using System.Globalization;
using Exchange.Engine.Values;
using Exchange.Projections.Invoices;
using NodaTime;
using NodaTime.Text;

namespace Exchange.Api.Invoices;

/// <summary>Reads the number of a paper, which says whose it is, on which side, of which period and of which kind.</summary>
public static class InvoiceNumber
{
    private const string CreditNote = "CN";
    private static readonly LocalDatePattern Days = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");
    private static readonly LocalDateTimePattern Times = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmm");

    /// <summary>Reads a number such as <c>INV-000007-20300101-20300201</c> or <c>…-CN</c>; false where it is none.</summary>
    public static bool TryRead(string text, out InvoiceTopic topic, out InvoiceKind kind)
    {
        (topic, kind) = (default, InvoiceKind.Invoice);
        string[] parts = text.Split('-');
        if (parts.Length is < 4 or > 5 || (parts.Length == 5 && parts[4] != CreditNote)) return false;
        InvoiceSide? side = parts[0] switch
        {
            "INV" => InvoiceSide.Buyer,
            "SBI" => InvoiceSide.Provider,
            "HSE" => InvoiceSide.House,
            _ => null,
        };
        if (side is not { } known || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int account)) return false;
        if (!TryMinute(parts[2], out Minute from) || !TryMinute(parts[3], out Minute until) || until <= from) return false;
        if (parts.Length == 5) kind = InvoiceKind.CreditNote;
        topic = new InvoiceTopic(new AccountId(account), known, new Window(from, until));
        return true;
    }

    private static bool TryMinute(string text, out Minute minute)
    {
        minute = default;
        ParseResult<LocalDate> day = Days.Parse(text);
        ParseResult<LocalDateTime> time = day.Success ? ParseResult<LocalDateTime>.ForValue(day.Value.AtMidnight()) : Times.Parse(text);
        if (!time.Success || time.Value.Year is < 1970 or > 9_999) return false;
        Instant instant = time.Value.InUtc().ToInstant();
        if (instant.ToUnixTimeSeconds() / 60 > int.MaxValue) return false;
        minute = Minute.Containing(instant);
        return true;
    }
}
