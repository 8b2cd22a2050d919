using System.Security.Cryptography;
using Exchange.Api.Wire;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;

namespace Exchange.Api.Proofs;

/// <summary>What a venue asks of confidential nodes where a simulated authority stands in for the vendors. Everything under it is graded <c>simulated</c>.</summary>
public static class SimulatedTerms
{
    /// <summary>What simulated guests measure at their launch, 48 bytes.</summary>
    public static ReadOnlyMemory<byte> Measurement { get; } = SHA384.HashData("simulated guest"u8);

    /// <summary>The patch levels of simulated chips.</summary>
    public static TcbVersion Tcb { get; } = new(BootLoader: 4, Tee: 1, Snp: 22, Microcode: 213);

    /// <summary>The terms under which an authority's chips and GPUs are accepted.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="products">The names of the SKUs whose GPUs may attest.</param>
    public static AttestationTerms Of(SimulatedAuthority authority, IEnumerable<string> products) => new()
    {
        ProcessorRoots = [Of(authority.ProcessorRoot)],
        DeviceRoots = [Of(authority.DeviceRoot)],
        ManifestRoots = [Of(authority.ManifestRoot)],
        Measurements = [Convert.ToHexStringLower(Measurement.Span)],
        MinimumTcbBits = Tcb.ToBits(),
        Manifests = [.. products.SelectMany(product => (ReferenceManifest[])[SimulatedFirmware.Driver(product), SimulatedFirmware.Vbios(product)])
            .Select(golden => Of(authority.Sign(golden)))],
    };

    private static RootTerms Of(TrustedRoot root) => new(root.Name, root.Sha256, SnakeCase.Of(root.Grade));

    private static ManifestTerms Of(SignedManifest signed) =>
        new(signed.Document.ToArray(), signed.Signature.ToArray(), [.. signed.Certificates.Select(der => der.ToArray())]);
}
