using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;

namespace Exchange.Projections.Invoices;

/// <summary>A paper as a page to be read and printed: one template, no script, nothing loaded from elsewhere.</summary>
public static class InvoicePage
{
    private static readonly string Template = ReadTemplate();

    /// <summary>The page.</summary>
    public static string Write(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var page = new StringBuilder(Template);
        Fill(page, "title", Title(invoice));
        Fill(page, "number", invoice.Number);
        Fill(page, "account", invoice.Topic.Account.Value.ToString(CultureInfo.InvariantCulture));
        Fill(page, "from", Day(invoice.Topic.Period.From));
        Fill(page, "until", Day(invoice.Topic.Period.Until));
        Fill(page, "state", invoice.IsFinal ? "Final" : "Preliminary: the period is not over");
        Fill(page, "verb", invoice.Topic.Side == InvoiceSide.Buyer ? "paid" : "received");
        Fill(page, "position", invoice.LastPosition.ToString("N0", CultureInfo.InvariantCulture));
        Fill(page, "hash", InvoiceJson.HashOf(invoice).ToString());
        page.Replace("{{lines}}", string.Concat(invoice.Lines.Select(line => Line(invoice, line))));
        page.Replace("{{sums}}", Sums(invoice));
        page.Replace("{{rounding}}", Dollars(invoice.Rounding, exact: true));
        page.Replace("{{total}}", Dollars(invoice.Total));
        Fill(page, "name", invoice.Name.Length == 0 ? "—" : invoice.Name);
        return page.ToString();
    }

    private static string Title(Invoice invoice) => (invoice.Kind, invoice.Topic.Side) switch
    {
        (InvoiceKind.CreditNote, _) => "Credit note",
        (InvoiceKind.Invoice, InvoiceSide.Buyer) => "Invoice",
        (InvoiceKind.Invoice, InvoiceSide.Provider) => "Self-billed invoice",
        (InvoiceKind.Invoice, InvoiceSide.House) => "Statement of the house",
    };

    private static string Line(Invoice invoice, InvoiceLine line)
    {
        var row = new StringBuilder("<tbody><tr>");
        if (line.Lease is { } lease)
        {
            int other = (invoice.Topic.Side == InvoiceSide.Buyer ? lease.Provider : lease.Buyer).Value;
            string party = invoice.Topic.Side == InvoiceSide.Buyer ? "provider" : "buyer";
            row.Append(CultureInfo.InvariantCulture, $"<th>Lease {lease.Lease.Value}<small>{Text(lease.Sku)}<br>{Text(lease.Place)}<br>{party} {other}</small></th>");
            row.Append(CultureInfo.InvariantCulture, $"<td>{Moment(lease.Window.From)}<br>{Moment(lease.Window.Until)}</td>");
            row.Append(CultureInfo.InvariantCulture, $"<td class=n>{lease.Gpus.Count}</td><td class=n>{Dollars(Money.FromMicros(lease.Price.Micros))}</td>");
        }
        else
        {
            row.Append("<th colspan=4>About no lease</th>");
        }

        Volumes(row, line.Volumes);
        Amounts(row, line.Amounts);
        row.Append(CultureInfo.InvariantCulture, $"</tr><tr class=c><td colspan=14>{Citations(line)}</td></tr></tbody>\n");
        return row.ToString();
    }

    private static string Sums(Invoice invoice)
    {
        var row = new StringBuilder("<tr><th colspan=4>All lines</th>");
        Volumes(row, invoice.Volumes);
        Amounts(row, invoice.Amounts);
        return row.Append("</tr>").ToString();
    }

    private static void Volumes(StringBuilder row, InvoiceVolumes volumes)
    {
        foreach (GpuMinutes volume in new[] { volumes.Contracted, volumes.Delivered, volumes.Excused, volumes.Undelivered })
            row.Append(CultureInfo.InvariantCulture, $"<td class=n>{Hours(volume)}</td>");
    }

    private static void Amounts(StringBuilder row, InvoiceAmounts amounts)
    {
        Money[] columns = [amounts.Gross, amounts.Fees, amounts.Damages, amounts.BuyInCover, amounts.Slashed + amounts.Deposits, amounts.Total];
        foreach (Money amount in columns) row.Append(CultureInfo.InvariantCulture, $"<td class=n>{(amount == Money.Zero ? "–" : Dollars(amount))}</td>");
    }

    private static string Citations(InvoiceLine line)
    {
        var text = new StringBuilder($"Events {Text(Ranges.Of(line.Positions))}");
        if (line.Proofs.Count > 0)
            text.Append(" · Proofs ").AppendJoin(' ', line.Proofs.Select(proof => $"{proof.Challenge.Value} {Words<Engine.Proofs.Verdict>.Of(proof.Verdict)}"));
        if (line.Amounts.Returned != Money.Zero) text.Append(" · Returned from escrow, never paid: ").Append(Dollars(line.Amounts.Returned));
        if (line.Amounts.Held != Money.Zero) text.Append(" · Held for disputes: ").Append(Dollars(line.Amounts.Held));
        return text.ToString();
    }

    private static string Hours(GpuMinutes volume) =>
        volume.Value == 0 ? "–" : (volume.Value / 60m).ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>Dollars and cents, and smaller what is below a cent.</summary>
    private static string Dollars(Money amount, bool exact = false)
    {
        long micros = exact ? amount.Sixtieths / Money.SixtiethsPerMicro : Invoice.RoundedMicros(amount);
        string sign = amount < Money.Zero ? "−" : "", rest = exact ? $" {Math.Abs(amount.Sixtieths % Money.SixtiethsPerMicro)}/60 µ$" : "";
        long cents = Math.Abs(micros) / 10_000, below = Math.Abs(micros) % 10_000;
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{cents / 100:#,0}.{cents % 100:00}<i>{below:0000}</i>{rest}");
    }

    private static string Day(Minute minute) => minute.ToInstant().ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static string Moment(Minute minute) => minute.ToInstant().ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static void Fill(StringBuilder page, string name, string value) => page.Replace($"{{{{{name}}}}}", Text(value));

    private static string Text(string value) => WebUtility.HtmlEncode(value);

    private static string ReadTemplate()
    {
        using Stream stream = typeof(InvoicePage).GetTypeInfo().Assembly.GetManifestResourceStream("Exchange.Projections.Invoices.invoice.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
