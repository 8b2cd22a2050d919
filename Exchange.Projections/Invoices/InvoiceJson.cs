using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;

namespace Exchange.Projections.Invoices;

/// <summary>
/// A paper as JSON. Amounts are whole sixtieths of a micro-dollar, so that nothing is rounded but the total. The hash is the SHA-256 of
/// the same text without the hash: no space between its parts, UTF-8, the members in this order.
/// </summary>
public static class InvoiceJson
{
    /// <summary>The paper with its hash.</summary>
    public static byte[] Write(Invoice invoice) => Write(invoice, HashOf(invoice));

    /// <summary>The SHA-256 of the paper.</summary>
    public static Hash256 HashOf(Invoice invoice) => Hash256.From(SHA256.HashData(Write(invoice, null)));

    private static byte[] Write(Invoice invoice, Hash256? hash)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            Head(json, invoice);
            json.WriteStartArray("lines");
            foreach (InvoiceLine line in invoice.Lines) Line(json, invoice.Topic.Side, line);
            json.WriteEndArray();
            json.WriteStartObject("sums");
            Volumes(json, invoice.Volumes);
            Amounts(json, invoice.Amounts);
            json.WriteEndObject();
            json.WriteNumber("rounding_sixtieths", invoice.Rounding.Sixtieths);
            json.WriteNumber("total_micros", invoice.Total.Sixtieths / Money.SixtiethsPerMicro);
            if (hash is { } known) json.WriteString("hash", known.ToString());
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Head(Utf8JsonWriter json, Invoice invoice)
    {
        json.WriteString("number", invoice.Number);
        json.WriteString("kind", Words<InvoiceKind>.Of(invoice.Kind));
        json.WriteString("side", Words<InvoiceSide>.Of(invoice.Topic.Side));
        json.WriteNumber("account_id", invoice.Topic.Account.Value);
        json.WriteString("name", invoice.Name);
        json.WriteString("from", invoice.Topic.Period.From.ToString());
        json.WriteString("until", invoice.Topic.Period.Until.ToString());
        json.WriteBoolean("final", invoice.IsFinal);
        json.WriteNumber("last_position", invoice.LastPosition);
    }

    private static void Line(Utf8JsonWriter json, InvoiceSide side, InvoiceLine line)
    {
        json.WriteStartObject();
        if (line.Lease is { } lease)
        {
            json.WriteNumber("lease_id", lease.Lease.Value);
            json.WriteNumber("counterparty_id", side == InvoiceSide.Buyer ? lease.Provider.Value : lease.Buyer.Value);
            json.WriteString("sku", lease.Sku);
            json.WriteString("place", lease.Place);
            json.WriteNumber("node_id", lease.Node.Value);
            json.WriteNumber("gpus", lease.Gpus.Count);
            json.WriteString("from", lease.Window.From.ToString());
            json.WriteString("until", lease.Window.Until.ToString());
            json.WriteNumber("price_micros_per_gpu_hour", lease.Price.Micros);
            json.WriteNumber("opened_position", lease.Position);
        }

        Volumes(json, line.Volumes);
        Amounts(json, line.Amounts);
        json.WriteStartArray("positions");
        foreach (long position in line.Positions) json.WriteNumberValue(position);
        json.WriteEndArray();
        json.WriteStartArray("proofs");
        foreach (CitedProof proof in line.Proofs)
        {
            json.WriteStartObject();
            json.WriteNumber("challenge_id", proof.Challenge.Value);
            json.WriteString("verdict", Words<Engine.Proofs.Verdict>.Of(proof.Verdict));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Volumes(Utf8JsonWriter json, InvoiceVolumes volumes)
    {
        json.WriteNumber("contracted_gpu_minutes", volumes.Contracted.Value);
        json.WriteNumber("delivered_gpu_minutes", volumes.Delivered.Value);
        json.WriteNumber("excused_gpu_minutes", volumes.Excused.Value);
        json.WriteNumber("undelivered_gpu_minutes", volumes.Undelivered.Value);
    }

    private static void Amounts(Utf8JsonWriter json, InvoiceAmounts amounts)
    {
        json.WriteNumber("gross_sixtieths", amounts.Gross.Sixtieths);
        json.WriteNumber("fees_sixtieths", amounts.Fees.Sixtieths);
        json.WriteNumber("damages_sixtieths", amounts.Damages.Sixtieths);
        json.WriteNumber("buy_in_cover_sixtieths", amounts.BuyInCover.Sixtieths);
        json.WriteNumber("slashed_sixtieths", amounts.Slashed.Sixtieths);
        json.WriteNumber("deposits_sixtieths", amounts.Deposits.Sixtieths);
        json.WriteNumber("total_sixtieths", amounts.Total.Sixtieths);
        json.WriteNumber("returned_sixtieths", amounts.Returned.Sixtieths);
        json.WriteNumber("held_sixtieths", amounts.Held.Sixtieths);
    }
}
