use countersign_spec::Reason;

use crate::number::is_less_reversed;

/// What bounds the numbers of an Edwards curve whose points are encoded in `N` bytes.
///
/// The one reading of EdDSA for every back end: encodings are unique (numbers are reduced), no
/// point is of small order, and the equation is checked without the cofactor,
/// `[S]B = R + [k]A`, with R compared as it is encoded.
pub(crate) struct Edwards<const N: usize> {
    /// The prime p of the field, big-endian.
    pub(crate) prime: [u8; N],
    /// The order L of the base point, big-endian.
    pub(crate) order: [u8; N],
    /// y of each point of small order, big-endian; x and -x give the same y.
    pub(crate) small_order: &'static [[u8; N]],
}

impl<const N: usize> Edwards<N> {
    /// Checks an encoded public key, A; that it is on its curve is left to the back end.
    pub(crate) fn key<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8; N], Reason> {
        let what = "public key";
        let point = <&[u8; N]>::try_from(bytes).map_err(|_length| {
            let offset = bytes.len().min(N);
            Reason::Malformed { what, offset }
        })?;
        if !self.is_reduced(point) {
            return Err(Reason::Malformed { what, offset: 0 });
        }
        if self.is_small_order(point) {
            return Err(Reason::NotAllowed("a public key of small order"));
        }
        Ok(point)
    }

    /// Splits a signature into R and S and checks both (RFC 8032 §5.1.7 and §5.2.7, step 1).
    pub(crate) fn signature<'a>(
        &self,
        bytes: &'a [u8],
    ) -> Result<(&'a [u8; N], &'a [u8; N]), Reason> {
        let malformed = |offset| Reason::Malformed {
            what: "signature",
            offset,
        };
        let (r, s) = split(bytes).ok_or(malformed(bytes.len().min(N.saturating_mul(2))))?;
        if !is_less_reversed(s, &self.order) {
            return Err(malformed(N));
        }
        if !self.is_reduced(r) {
            return Err(malformed(0));
        }
        if self.is_small_order(r) {
            return Err(Reason::NotAllowed("a signature with R of small order"));
        }
        Ok((r, s))
    }

    /// Whether y is less than p (RFC 8032 §5.1.3 and §5.2.3, step 1).
    fn is_reduced(&self, point: &[u8; N]) -> bool {
        is_less_reversed(&y(point), &self.prime)
    }

    fn is_small_order(&self, point: &[u8; N]) -> bool {
        let y = y(point);
        self.small_order
            .iter()
            .any(|small| y.iter().rev().eq(small))
    }
}

fn split<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
    let (r, rest) = bytes.split_first_chunk()?;
    Some((r, rest.try_into().ok()?))
}

/// The encoding without the bit that says which of the two x it is.
fn y<const N: usize>(point: &[u8; N]) -> [u8; N] {
    let mut y = *point;
    if let Some(last) = y.last_mut() {
        *last &= 0x7f;
    }
    y
}
