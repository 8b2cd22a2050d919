using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Why a chain of certificates does not hold.</summary>
internal enum ChainFault : byte
{
    None = 0,
    Unreadable,
    UntrustedRoot,
    OutsideValidity,
    Broken,
}

/// <summary>Certificates from a leaf to a pinned root, each signed by the next.</summary>
/// <remarks>Only what was presented and pinned decides: neither the machine's stores nor the network are asked, and revocation is the venue's list.</remarks>
internal sealed class CertificateChain : IDisposable
{
    public const int MaxCertificateBytes = 8_192;
    public const int MaxCertificates = 6;
    private readonly List<X509Certificate2> certificates = [];

    /// <summary>The certificates, leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => certificates;

    public X509Certificate2 Leaf => certificates[0];

    /// <summary>The pin that the last certificate fits.</summary>
    public TrustedRoot Root { get; private set; }

    /// <summary>Reads the certificates and proves the chain; asked once.</summary>
    public ChainFault Open(IReadOnlyList<ReadOnlyMemory<byte>> ders, TrustedRoots roots, Instant at)
    {
        try
        {
            if (!Read(ders)) return ChainFault.Unreadable;
            if (roots.Find(ders[^1].Span) is not { } root) return ChainFault.UntrustedRoot;
            ChainFault fault = Build(at);
            if (fault == ChainFault.None) Root = root;
            return fault;
        }
        catch (CryptographicException)
        {
            // The platform reads parts of a certificate only when they are asked for.
            return ChainFault.Unreadable;
        }
    }

    /// <summary>Whether the whole chain is of P-384 keys and SHA-384.</summary>
    public bool IsP384()
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            if (!CertificateForm.HasP384Key(certificate) || !CertificateForm.IsSignedByEcdsaSha384(certificate)) return false;
        }

        return true;
    }

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in certificates) certificate.Dispose();
    }

    private bool Read(IReadOnlyList<ReadOnlyMemory<byte>> ders)
    {
        if (ders is null || ders.Count is < 2 or > MaxCertificates) return false;
        foreach (ReadOnlyMemory<byte> der in ders)
        {
            if (der.Length is 0 or > MaxCertificateBytes) return false;
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
            certificates.Add(certificate);

            // The loader takes PEM and trailing bytes too; evidence has one form.
            if (!certificate.RawDataMemory.Span.SequenceEqual(der.Span)) return false;
        }

        return true;
    }

    private ChainFault Build(Instant at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.ToDateTimeUtc();
        chain.ChainPolicy.CustomTrustStore.Add(certificates[^1]);
        for (int i = 1; i < certificates.Count - 1; i++) chain.ChainPolicy.ExtraStore.Add(certificates[i]);
        bool holds = chain.Build(Leaf);
        ChainFault fault = holds && IsAsPresented(chain) ? ChainFault.None : Fault(chain);
        foreach (X509ChainElement element in chain.ChainElements) element.Certificate.Dispose();
        return fault;
    }

    private bool IsAsPresented(X509Chain chain)
    {
        if (chain.ChainElements.Count != certificates.Count) return false;
        for (int i = 0; i < certificates.Count; i++)
        {
            if (!chain.ChainElements[i].Certificate.RawDataMemory.Span.SequenceEqual(certificates[i].RawDataMemory.Span)) return false;
        }

        return true;
    }

    private static ChainFault Fault(X509Chain chain)
    {
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            if (status.Status != X509ChainStatusFlags.NotTimeValid) return ChainFault.Broken;
        }

        return chain.ChainStatus.Length == 0 ? ChainFault.Broken : ChainFault.OutsideValidity;
    }
}
