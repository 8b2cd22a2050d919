using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;
using Xunit;
using static Exchange.Tests.Verification.Attestation.GpuStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class GpuMeasurementsAreGolden
{
    private const int DecoderIndex = 36;

    [Theory]
    [InlineData(2, GpuCheck.DriverMeasurements)]
    [InlineData(DecoderIndex, GpuCheck.DriverMeasurements)]
    [InlineData(64, GpuCheck.DriverMeasurements)]
    [InlineData(1, GpuCheck.VbiosMeasurements)]
    [InlineData(63, GpuCheck.VbiosMeasurements)]
    public void A_value_that_is_not_golden_is_refused(int index, GpuCheck check) => Assert.Equal(check, Verify(Measuring(index)).Failed);

    [Fact]
    public void The_decoders_value_does_not_count_while_it_is_off()
    {
        Assert.True(Verify(Measuring(DecoderIndex) with { VideoDecoderIsOn = false }).IsAccepted);
        Assert.Equal(GpuCheck.DriverMeasurements, Verify(Measuring(DecoderIndex + 2) with { VideoDecoderIsOn = false }).Failed);
    }

    [Fact]
    public void A_measurement_that_is_left_out_is_refused() =>
        Assert.Equal(GpuCheck.DriverMeasurements, Verify(Honest with { Measurements = [.. SimulatedFirmware.Measurements.Take(63)] }).Failed);

    [Fact]
    public void Any_of_the_alternatives_will_do()
    {
        var either = Driver with { Measurements = [new GoldenMeasurement(2, [SnpStage.Bytes(48, 9), SimulatedFirmware.Measurements[1]])] };
        Assert.True(Verify(Gpu.Attest(Honest), Policy with { Manifests = Manifests(either, Vbios) }).IsAccepted);
        Assert.True(Verify(Gpu.Attest(Measuring(2)), Policy with { Manifests = Manifests(either, Vbios) }).IsAccepted);
    }

    [Fact]
    public void An_unknown_release_is_refused()
    {
        Assert.Equal(GpuCheck.DriverKnown, Verify(Honest with { DriverVersion = "550.90.08" }).Failed);
        Assert.Equal(GpuCheck.VbiosKnown, Verify(Honest with { VbiosVersion = new byte[] { 0x96, 0x00, 0x9F, 0x00, 0x02 } }).Failed);
    }

    [Fact]
    public void Golden_values_of_another_product_or_component_do_not_count()
    {
        Assert.Equal(GpuCheck.DriverKnown, With(Driver with { Product = "a100-sxm4-80" }, Vbios));
        Assert.Equal(GpuCheck.VbiosKnown, With(Driver, Vbios with { Component = GpuComponent.Driver }));
    }

    [Fact]
    public void A_measurement_that_both_claim_is_refused() =>
        Assert.Equal(GpuCheck.ManifestsDisjoint, With(Driver, Vbios with { Measurements = [.. Vbios.Measurements, Driver.Measurements[0]] }));

    [Fact]
    public void Golden_values_that_were_changed_after_signing_are_refused()
    {
        var laxer = Driver with { Measurements = [] };
        SignedManifest forged = Authorities.Pinned.Sign(Driver) with { Document = laxer.ToDer() };
        Assert.Equal(GpuCheck.DriverManifestSigned, Verify(Gpu.Attest(Honest), Policy with { Manifests = [forged, .. Manifests(Vbios)] }).Failed);
    }

    [Fact]
    public void Golden_values_of_a_foreign_author_are_refused()
    {
        SignedManifest foreign = Authorities.Foreign.Sign(Vbios);
        Assert.Equal(GpuCheck.VbiosManifestSigned, Verify(Gpu.Attest(Honest), Policy with { Manifests = [.. Manifests(Driver), foreign] }).Failed);
    }

    [Fact]
    public void A_device_cannot_sign_its_own_golden_values()
    {
        GpuPolicy policy = Policy with { ManifestRoots = new TrustedRoots(Authorities.Pinned.DeviceRoot) };
        Assert.Equal(GpuCheck.DriverManifestSigned, Verify(Gpu.Attest(Honest), policy).Failed);
    }

    [Fact]
    public void Golden_values_hold_as_long_as_their_authors_certificate()
    {
        GpuPolicy policy = Policy with
        {
            ManifestRoots = new TrustedRoots(Authorities.Foreign.ManifestRoot),
            Manifests = [Authorities.Foreign.Sign(Driver), Authorities.Foreign.Sign(Vbios)],
        };
        Instant before = Authorities.ForeignBeginning - Duration.FromDays(1);
        AttestationChallenge challenge = Challenge with { IssuedAt = before };
        Assert.Equal(GpuCheck.DriverManifestSigned, GpuVerifier.Verify(Gpu.Attest(Honest), Claim, challenge, policy, before).Failed);
        Assert.True(Verify(Gpu.Attest(Honest), policy).IsAccepted);
    }

    [Fact]
    public void A_manifest_reads_as_it_was_written()
    {
        ReferenceManifest? read = ReferenceManifest.Read(Driver.ToDer());
        Assert.Equal(Driver.ToDer(), read?.ToDer());
        Assert.Equal((Driver.Component, Driver.Product, Driver.Release), (read?.Component, read?.Product, read?.Release));
    }

    [Fact]
    public void What_is_no_manifest_is_passed_over()
    {
        SignedManifest[] noise = [default, new SignedManifest(new byte[] { 0x30, 0x00 }, default, []), new SignedManifest(SnpStage.Bytes(99, 3), default, [])];
        Assert.True(Verify(Gpu.Attest(Honest), Policy with { Manifests = [.. noise, .. Policy.Manifests] }).IsAccepted);
    }

    private static GpuCheck? With(params ReferenceManifest[] manifests) => Verify(Gpu.Attest(Honest), Policy with { Manifests = Manifests(manifests) }).Failed;

    private static GpuReportDraft Measuring(int other)
    {
        ReadOnlyMemory<byte>[] measured = [.. SimulatedFirmware.Measurements];
        measured[other - 1] = SnpStage.Bytes(48, 9);
        return Honest with { Measurements = measured };
    }
}
