namespace Exchange.Engine.Verification.Attestation;

/// <summary>The checks of an SEV-SNP report in the order in which they are made; a refusal names the first that failed.</summary>
public enum SnpCheck : byte
{
    /// <summary>The report has 1,184 bytes.</summary>
    Size = 1,

    /// <summary>Its version is one whose layout is known, 2..5.</summary>
    Version,

    /// <summary>Everything between the fields is zero.</summary>
    Gaps,

    /// <summary>The policy's reserved bits are as the specification sets them: bit 17 one, bits 26..63 zero.</summary>
    ReservedPolicyBits,

    /// <summary>The signature algorithm is 1: ECDSA P-384 with SHA-384.</summary>
    SignatureAlgorithm,

    /// <summary>The chip's own key (VCEK) signed, and the signer's reserved bits are zero.</summary>
    SigningKey,

    /// <summary>Three certificates (VCEK, ASK, ARK) within the size limit can be read as DER.</summary>
    Certificates,

    /// <summary>The last certificate is a pinned root.</summary>
    Root,

    /// <summary>Every certificate is valid at the time of verification.</summary>
    Validity,

    /// <summary>Every certificate is signed by the next, which may sign certificates.</summary>
    Chain,

    /// <summary>Certificates are signed with RSA-PSS over SHA-384, and ARK and ASK have RSA keys of 4,096 bits.</summary>
    ChainAlgorithms,

    /// <summary>The VCEK holds a P-384 key.</summary>
    ChipKey,

    /// <summary>The VCEK's key signed the report.</summary>
    Signature,

    /// <summary>The VCEK is for the reported boot loader level (extension .3.1).</summary>
    BootLoaderLevel,

    /// <summary>The VCEK is for the reported TEE level (extension .3.2).</summary>
    TeeLevel,

    /// <summary>The VCEK is for the reported SNP level (extension .3.3).</summary>
    SnpLevel,

    /// <summary>The VCEK is for the reported microcode level (extension .3.8).</summary>
    MicrocodeLevel,

    /// <summary>The VCEK is for the reported chip (extension .4).</summary>
    ChipId,

    /// <summary>The host may not debug the guest.</summary>
    Debug,

    /// <summary>No migration agent may move the guest.</summary>
    Migration,

    /// <summary>The report was asked for at a privilege level that the policy allows.</summary>
    Vmpl,

    /// <summary>The reported boot loader level is at least the policy's.</summary>
    MinimumBootLoader,

    /// <summary>The reported TEE level is at least the policy's.</summary>
    MinimumTee,

    /// <summary>The reported SNP level is at least the policy's.</summary>
    MinimumSnp,

    /// <summary>The reported microcode level is at least the policy's.</summary>
    MinimumMicrocode,

    /// <summary>The report data binds this challenge's nonce, this node's key and this GPU evidence.</summary>
    ReportData,

    /// <summary>The measurement is on the allow list.</summary>
    Measurement,

    /// <summary>The chip is not revoked.</summary>
    Revocation,

    /// <summary>The challenge was issued before the verification and not longer ago than the policy allows.</summary>
    Freshness,
}
