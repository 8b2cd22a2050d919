using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using Xunit;
using static Exchange.Tests.Verification.Attestation.GpuStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class GpuReportIsIntact
{
    public static TheoryData<string> FieldNames => [.. GpuLayout.Fields(1, 1).Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void A_flipped_bit_in_any_field_is_refused(string name)
    {
        GpuEvidence honest = Gpu.Attest(Honest);
        ReportField field = FieldsOf(honest).Single(candidate => candidate.Name == name);
        foreach (int bit in (int[])[0, field.Length * 4, (field.Length * 8) - 1])
        {
            byte[] report = honest.Report.ToArray();
            Flip(report, (field.Offset * 8) + bit);
            Assert.False(Verify(honest with { Report = report }).IsAccepted, $"bit {bit}");
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_is_refused()
    {
        // Few measurements keep the report short.
        var random = new Random(274);
        GpuEvidence honest = Gpu.Attest(Honest with { Measurements = [.. SimulatedFirmware.Measurements.Take(4)] });
        GpuPolicy policy = Policy with { Manifests = Manifests(Few(Driver), Few(Vbios)) };
        for (int position = 0; position < honest.Report.Length; position++)
        {
            byte[] report = honest.Report.ToArray();
            Flip(report, (position * 8) + random.Next(8));
            Assert.False(Verify(honest with { Report = report }, policy).IsAccepted, $"byte {position}");
        }

        Assert.True(Verify(honest, policy).IsAccepted);
    }

    [Theory]
    [InlineData(0, 0x12, GpuCheck.Request)]
    [InlineData(1, 0xE1, GpuCheck.Request)]
    [InlineData(2, 0x00, GpuCheck.Request)]
    [InlineData(3, 0x01, GpuCheck.Request)]
    [InlineData(36, 8, GpuCheck.Request)]
    [InlineData(36, 1, GpuCheck.Response)]
    [InlineData(37, 0x10, GpuCheck.Response)]
    [InlineData(38, 0x7F, GpuCheck.Response)]
    [InlineData(39, 1, GpuCheck.Response)]
    [InlineData(40, 1, GpuCheck.Response)]
    [InlineData(41, 0, GpuCheck.Measurements)]
    [InlineData(41, 63, GpuCheck.Measurements)]
    [InlineData(41, 65, GpuCheck.Measurements)]
    [InlineData(45, 0, GpuCheck.Measurements)]
    [InlineData(45, 2, GpuCheck.Measurements)]
    [InlineData(46, 2, GpuCheck.Measurements)]
    [InlineData(47, 0x34, GpuCheck.Measurements)]
    [InlineData(50, 0x31, GpuCheck.Measurements)]
    public void A_form_that_is_not_the_specified_is_refused_however_it_is_signed(int position, byte value, GpuCheck check) =>
        Assert.Equal(check, Verify(SignedAfter(report => report[position] = value)).Failed);

    [Fact]
    public void An_opaque_field_longer_than_the_opaque_part_is_refused() => Assert.Equal(GpuCheck.Opaque, Verify(SignedAfter(report =>
    {
        ReportField opaque = FieldsOf(Gpu.Attest(Honest)).Single(known => known.Name == "Opaque");
        report[opaque.Offset + 3] = 0xFF;
    })).Failed);

    [Fact]
    public void An_opaque_field_told_twice_is_not_believed() => Assert.Equal(GpuCheck.DriverKnown, Verify(SignedAfter(report =>
    {
        // The decoder's field takes the driver version's type.
        ReportField opaque = FieldsOf(Gpu.Attest(Honest)).Single(known => known.Name == "Opaque");
        int decoder = opaque.Offset + 12 + 4 + "550.90.07".Length + 1;
        Assert.Equal((byte)GpuOpaqueField.VideoDecoder, report[decoder]);
        report[decoder] = (byte)GpuOpaqueField.DriverVersion;
    })).Failed);

    [Fact]
    public void A_signature_with_its_bytes_in_the_other_order_is_refused() => Assert.Equal(GpuCheck.Signature, Verify(ChangedAfterSigning(report =>
    {
        report.AsSpan(report.Length - 96, 48).Reverse();
        report.AsSpan(report.Length - 48).Reverse();
    })).Failed);

    [Fact]
    public void A_signature_with_its_halves_exchanged_is_refused() => Assert.Equal(GpuCheck.Signature, Verify(ChangedAfterSigning(report =>
    {
        byte[] signature = report[^96..];
        signature[48..].CopyTo(report, report.Length - 96);
        signature[..48].CopyTo(report, report.Length - 48);
    })).Failed);

    [Fact]
    public void A_report_cut_anywhere_or_drawn_out_is_refused()
    {
        GpuEvidence honest = Gpu.Attest(Honest);
        for (int length = 0; length < honest.Report.Length; length++)
        {
            Assert.Equal(GpuCheck.Size, Verify(honest with { Report = honest.Report[..length] }).Failed);
        }

        foreach (int more in (int[])[1, 96, GpuLayout.MaxReportBytes])
        {
            Assert.Equal(GpuCheck.Size, Verify(honest with { Report = (byte[])[.. honest.Report.Span, .. new byte[more]] }).Failed);
        }
    }

    private static IReadOnlyList<ReportField> FieldsOf(GpuEvidence evidence)
    {
        Assert.Null(GpuReport.Read(evidence.Report.Span, out GpuReport report));
        IReadOnlyList<ReportField> fields = GpuLayout.Fields(report.Record.Length, report.Opaque.Length);
        Assert.Equal(evidence.Report.Length, fields[^1].End);
        return fields;
    }

    private static ReferenceManifest Few(ReferenceManifest manifest) => manifest with { Measurements = [.. manifest.Measurements.Take(2)] };

    private static void Flip(byte[] report, int bit) => report[bit / 8] ^= (byte)(1 << (bit % 8));
}
