use countersign_cose::Scheme;
use countersign_signature::{Backend, SignatureValid, VerifyingKey};
use countersign_spec::Reason;
use countersign_x509::{Certificate, Name, public_key_for};

/// Who signs certificates and revocation lists: an anchor, or the subject of a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Issuer<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) public_key_info: &'a [u8],
    /// Where the issuer says what its key is for; an anchor may be without.
    pub(crate) certificate: Option<Certificate<'a>>,
}

impl Issuer<'_> {
    /// Verifies a signature by the issuer's key.
    pub(crate) fn verify(
        &self,
        scheme: Scheme,
        backend: Backend,
        message: &[u8],
        signature: &[u8],
    ) -> Result<SignatureValid, Reason> {
        let key = public_key_for(self.public_key_info, scheme)?;
        VerifyingKey::with_backend(&key, backend)?.verify(scheme, &[message], signature)
    }
}

impl<'a> From<Certificate<'a>> for Issuer<'a> {
    fn from(certificate: Certificate<'a>) -> Self {
        Self {
            name: certificate.subject(),
            public_key_info: certificate.public_key_info(),
            certificate: Some(certificate),
        }
    }
}
