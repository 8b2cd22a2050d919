using System.Globalization;
using System.Text;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;

namespace Exchange.Projections.Invoices;

/// <summary>A paper as comma-separated values: a row for each lease, one for the rounding, one for the total, which is what the rows come to.</summary>
public static class InvoiceCsv
{
    private const string Header =
        "number,row,lease_id,counterparty_id,sku,place,node_id,gpus,from,until,price_micros_per_gpu_hour,"
        + "contracted_gpu_minutes,delivered_gpu_minutes,excused_gpu_minutes,undelivered_gpu_minutes,"
        + "gross_sixtieths,fees_sixtieths,damages_sixtieths,buy_in_cover_sixtieths,slashed_sixtieths,deposits_sixtieths,total_sixtieths,"
        + "total_dollars,returned_sixtieths,held_sixtieths,positions,proofs\r\n";

    /// <summary>The paper, lines ended as RFC 4180 has it.</summary>
    public static string Write(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var text = new StringBuilder(Header);
        foreach (InvoiceLine line in invoice.Lines) Row(text, invoice, "lease", line);
        Row(text, invoice, "rounding", new InvoiceLine(null, default, new InvoiceAmounts { Gross = invoice.Rounding }, [], []));
        InvoiceAmounts all = invoice.Amounts with { Gross = invoice.Amounts.Gross + invoice.Rounding };
        Row(text, invoice, "total", new InvoiceLine(null, invoice.Volumes, all, [], []));
        return text.ToString();
    }

    private static void Row(StringBuilder text, Invoice invoice, string row, InvoiceLine line)
    {
        InvoicedLease? lease = line.Lease;
        InvoiceAmounts amounts = line.Amounts;
        object?[] cells =
        [
            invoice.Number, row, lease?.Lease.Value, lease is null ? null : invoice.Topic.Side == InvoiceSide.Buyer ? lease.Provider.Value : lease.Buyer.Value,
            lease?.Sku, lease?.Place, lease?.Node.Value, lease?.Gpus.Count, lease?.Window.From, lease?.Window.Until, lease?.Price.Micros,
            line.Volumes.Contracted.Value, line.Volumes.Delivered.Value, line.Volumes.Excused.Value, line.Volumes.Undelivered.Value,
            amounts.Gross.Sixtieths, amounts.Fees.Sixtieths, amounts.Damages.Sixtieths, amounts.BuyInCover.Sixtieths, amounts.Slashed.Sixtieths,
            amounts.Deposits.Sixtieths, amounts.Total.Sixtieths, Dollars(amounts.Total), amounts.Returned.Sixtieths, amounts.Held.Sixtieths,
            Ranges.Of(line.Positions),
            string.Join(' ', line.Proofs.Select(proof => $"{proof.Challenge.Value}:{Words<Engine.Proofs.Verdict>.Of(proof.Verdict)}")),
        ];
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    private static string Dollars(Money amount) =>
        (Invoice.RoundedMicros(amount) / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Cell(object? value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        // A provider's own words never start a formula in somebody's spreadsheet.
        if (value is string && text.Length > 0 && "=+@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}

/// <summary>Numbers that follow each other, told by their ends: <c>3-7 9 11-12</c>.</summary>
internal static class Ranges
{
    internal static string Of(IReadOnlyList<long> rising)
    {
        var text = new StringBuilder();
        for (int index = 0; index < rising.Count;)
        {
            int last = index;
            while (last + 1 < rising.Count && rising[last + 1] == rising[last] + 1) last++;
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{rising[index]}");
            if (last > index) text.Append(CultureInfo.InvariantCulture, $"-{rising[last]}");
            index = last + 1;
        }

        return text.ToString();
    }
}
