//! Subtrees of names and what lies in them, kind by kind:
//! [RFC 5280 §4.2.1.10](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10).

use countersign_spec::Reason;
use countersign_x509::{GeneralName, Name, Tag};

/// The base of a subtree, known to be well formed.
#[derive(Clone, Debug)]
pub(crate) enum Subtree<'a> {
    Directory(Name<'a>),
    /// A host and all below it; the empty one holds every host.
    Dns(&'a str),
    Mailbox(MailSubtree<'a>),
    Uri(HostSubtree<'a>),
    Ip {
        network: &'a [u8],
        mask: &'a [u8],
    },
    /// One of a kind that we cannot compare.
    Other(Tag),
}

/// What mailboxes a subtree holds.
#[derive(Clone, Debug)]
pub(crate) enum MailSubtree<'a> {
    /// "a particular mailbox"
    One(Mailbox<'a>),
    /// "all addresses on a particular host" or "within a domain"
    At(HostSubtree<'a>),
}

/// What hosts a subtree of mailboxes or URIs holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HostSubtree<'a> {
    /// This host and no other.
    Host(&'a str),
    /// With a leading period: every host below this one.
    Below(&'a str),
}

/// A name of a certificate, before it is known to be well formed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    Directory(Name<'a>),
    Dns(&'a [u8]),
    Mailbox(&'a [u8]),
    Uri(&'a [u8]),
    Ip(&'a [u8]),
    Other(Tag),
}

/// The kinds of names that are compared with each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Directory,
    Dns,
    Mailbox,
    Uri,
    Ip,
    Other(Tag),
}

/// `local-part@host`. The local part may hold anything but another `@`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mailbox<'a> {
    local: &'a str,
    host: &'a str,
}

impl<'a> Subtree<'a> {
    pub(crate) fn new(base: GeneralName<'a>) -> Result<Self, Reason> {
        Ok(match base {
            GeneralName::Directory(name) => Self::Directory(name),
            GeneralName::Dns([]) => Self::Dns(""),
            GeneralName::Dns(host) => Self::Dns(read_host(host)?),
            GeneralName::Rfc822(mail) if mail.contains(&b'@') => {
                Self::Mailbox(MailSubtree::One(Mailbox::read(mail)?))
            }
            GeneralName::Rfc822(host) => Self::Mailbox(MailSubtree::At(HostSubtree::read(host)?)),
            GeneralName::Uri(host) => Self::Uri(HostSubtree::read(host)?),
            GeneralName::IpAddress(range) => Self::ip(range)?,
            GeneralName::Other(tag, _) => Self::Other(tag),
            _ => return Err(Reason::NotAllowed("kind of subtree")),
        })
    }

    /// "in the style of RFC 4632 (CIDR)": a network and a mask, whose ones come first.
    fn ip(range: &'a [u8]) -> Result<Self, Reason> {
        let malformed = Reason::Malformed {
            what: "iPAddress constraint",
            offset: 0,
        };
        let half = match range.len() {
            8 => 4,
            32 => 16,
            _ => return Err(malformed),
        };
        let (network, mask) = range.split_at(half);
        let mut bits = mask
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1));
        let zero_seen = bits.by_ref().any(|bit| bit == 0);
        if zero_seen && bits.any(|bit| bit == 1) {
            return Err(malformed);
        }
        Ok(Self::Ip { network, mask })
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Directory(_) => Kind::Directory,
            Self::Dns(_) => Kind::Dns,
            Self::Mailbox(_) => Kind::Mailbox,
            Self::Uri(_) => Kind::Uri,
            Self::Ip { .. } => Kind::Ip,
            Self::Other(tag) => Kind::Other(*tag),
        }
    }

    /// Whether all that `name` stands for lies in this subtree.
    ///
    /// # Errors
    ///
    /// `Malformed` for a name that is none; `Unsupported` for a kind that we cannot compare.
    pub(crate) fn holds(&self, name: &Subject<'a>) -> Result<bool, Reason> {
        Ok(match (self, name) {
            (Self::Directory(base), Subject::Directory(name)) => name.is_below(base),
            (Self::Dns(base), Subject::Dns(host)) => is_below(DnsName::read(host)?.host, base),
            (Self::Mailbox(base), Subject::Mailbox(mail)) => base.holds(&Mailbox::read(mail)?),
            (Self::Uri(base), Subject::Uri(uri)) => base.holds(host_of_uri(uri)?),
            (Self::Ip { network, mask }, Subject::Ip(address)) => {
                is_in_network(address, network, mask)?
            }
            _ => return Err(unsupported()),
        })
    }

    /// Whether something that `name` stands for may lie in this subtree: a name with a wild card
    /// stands for many, some of which the subtree may hold.
    ///
    /// # Errors
    ///
    /// As [`holds`](Self::holds).
    pub(crate) fn touches(&self, name: &Subject<'a>) -> Result<bool, Reason> {
        match (self, name) {
            (Self::Dns(base), Subject::Dns(host)) => {
                let name = DnsName::read(host)?;
                // STRICTER: `*.example.com` is refused where `a.b.example.com` is excluded, though
                // a wild card stands for one label: not all verifiers agree on that.
                Ok(is_below(name.host, base) || (name.has_wild_card && is_below(base, name.host)))
            }
            _ => self.holds(name),
        }
    }
}

impl<'a> From<GeneralName<'a>> for Subject<'a> {
    fn from(name: GeneralName<'a>) -> Self {
        match name {
            GeneralName::Directory(name) => Self::Directory(name),
            GeneralName::Dns(host) => Self::Dns(host),
            GeneralName::Rfc822(mail) => Self::Mailbox(mail),
            GeneralName::Uri(uri) => Self::Uri(uri),
            GeneralName::IpAddress(address) => Self::Ip(address),
            GeneralName::Other(tag, _) => Self::Other(tag),
            // Of no kind that a constraint could name.
            _ => Self::Other(Tag::Null),
        }
    }
}

impl Subject<'_> {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Directory(_) => Kind::Directory,
            Self::Dns(_) => Kind::Dns,
            Self::Mailbox(_) => Kind::Mailbox,
            Self::Uri(_) => Kind::Uri,
            Self::Ip(_) => Kind::Ip,
            Self::Other(tag) => Kind::Other(*tag),
        }
    }
}

impl MailSubtree<'_> {
    fn holds(&self, mailbox: &Mailbox<'_>) -> bool {
        match self {
            // RFC 5321 §2.4: local parts regard case, hosts do not.
            Self::One(one) => {
                one.local == mailbox.local && one.host.eq_ignore_ascii_case(mailbox.host)
            }
            Self::At(base) => base.holds(mailbox.host),
        }
    }
}

impl<'a> HostSubtree<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        match bytes.strip_prefix(b".") {
            Some(below) => read_host(below).map(Self::Below),
            None => read_host(bytes).map(Self::Host),
        }
    }

    fn holds(&self, host: &str) -> bool {
        match self {
            Self::Host(base) => base.eq_ignore_ascii_case(host),
            Self::Below(base) => is_below(host, base) && host.len() > base.len(),
        }
    }
}

impl<'a> Mailbox<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let malformed = Reason::Malformed {
            what: "mail address",
            offset: 0,
        };
        let text = core::str::from_utf8(bytes)
            .ok()
            .filter(|text| text.is_ascii());
        let (local, host) = text
            .and_then(|text| text.split_once('@'))
            .ok_or(malformed.clone())?;
        if local.is_empty() {
            return Err(malformed);
        }
        Ok(Self {
            local,
            host: read_host(host.as_bytes())?,
        })
    }
}

/// A `dNSName` of a certificate: a host, or all hosts one label below it.
struct DnsName<'a> {
    has_wild_card: bool,
    host: &'a str,
}

impl<'a> DnsName<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let (has_wild_card, host) = match bytes.strip_prefix(b"*.") {
            Some(host) => (true, host),
            None => (false, bytes),
        };
        Ok(Self {
            has_wild_card,
            host: read_host(host)?,
        })
    }
}

/// Whether `host` is `base` or below it, label by label. Both are well formed; every host is below
/// the empty one.
fn is_below(host: &str, base: &str) -> bool {
    let mut own = host.rsplit('.');
    let mut labels = base.rsplit('.').filter(|label| !label.is_empty());
    labels.all(|label| {
        own.next()
            .is_some_and(|own| own.eq_ignore_ascii_case(label))
    })
}

/// A host name in the "preferred name syntax" of RFC 1034 §3.5, as RFC 5280 §4.2.1.6 wants it, with
/// the underscores that are in use.
fn read_host(bytes: &[u8]) -> Result<&str, Reason> {
    const LABEL: usize = 63; // RFC 1034 §3.1
    const NAME: usize = 253; // RFC 1034 §3.1: 255 octets with a length before each label
    let is_label = |label: &str| {
        (1..=LABEL).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let text = core::str::from_utf8(bytes).unwrap_or_default();
    if text.len() <= NAME && text.split('.').all(is_label) {
        Ok(text)
    } else {
        Err(Reason::Malformed {
            what: "host name",
            offset: 0,
        })
    }
}

/// The host of an absolute URI (RFC 3986 §3.2). §4.2.1.10: one without a host, or with an address
/// for it, is outside every subtree and must be refused.
fn host_of_uri(uri: &[u8]) -> Result<&str, Reason> {
    let malformed = Reason::Malformed {
        what: "host of a URI",
        offset: 0,
    };
    let text = core::str::from_utf8(uri).unwrap_or_default();
    let (_scheme, rest) = text.split_once("://").ok_or(malformed.clone())?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_user, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _port)| host);
    let host = read_host(host.as_bytes())?;
    // An IPv4 address looks like a host name; no top-level domain is a number.
    let is_address = host
        .rsplit('.')
        .next()
        .is_some_and(|top| top.bytes().all(|b| b.is_ascii_digit()));
    if is_address { Err(malformed) } else { Ok(host) }
}

fn is_in_network(address: &[u8], network: &[u8], mask: &[u8]) -> Result<bool, Reason> {
    if !matches!(address.len(), 4 | 16) {
        return Err(Reason::Malformed {
            what: "iPAddress",
            offset: 0,
        });
    }
    let masked = || {
        address
            .iter()
            .zip(network)
            .zip(mask)
            .all(|((a, n), m)| a & m == n & m)
    };
    Ok(address.len() == network.len() && masked())
}

const fn unsupported() -> Reason {
    Reason::NotAllowed("name of a kind that is constrained and cannot be compared")
}

#[cfg(test)]
mod tests {
    use super::{Subject, Subtree};
    use countersign_spec::ReasonKind;
    use countersign_x509::GeneralName;

    fn holds(base: GeneralName<'static>, name: Subject<'static>) -> Option<bool> {
        Subtree::new(base).unwrap().holds(&name).ok()
    }

    #[test]
    fn hosts_lie_below_whole_labels() {
        for (base, host, expected) in [
            ("example.com", "example.com", Some(true)),
            ("example.com", "a.Example.COM", Some(true)),
            ("example.com", "not-example.com", Some(false)),
            ("a.example.com", "example.com", Some(false)),
            ("a.example.com", "*.example.com", Some(false)),
            ("example.com", "*.example.com", Some(true)),
            ("", "example.com", Some(true)),
            ("example.com", ".example.com", None),
            ("example.com", "a.*.example.com", None),
            ("example.com", "", None),
            ("example.com", "example.com.", None),
        ] {
            let found = holds(
                GeneralName::Dns(base.as_bytes()),
                Subject::Dns(host.as_bytes()),
            );
            assert_eq!(found, expected, "{host} in {base}");
        }
    }

    #[test]
    fn a_wild_card_touches_what_lies_below_it() {
        for (base, host, expected) in [
            ("bar.example.com", "*.example.com", true),
            ("a.b.example.com", "*.example.com", true),
            ("example.com", "*.example.com", true),
            ("example.org", "*.example.com", false),
            ("bar.example.com", "example.com", false),
        ] {
            let subtree = Subtree::new(GeneralName::Dns(base.as_bytes())).unwrap();
            let found = subtree.touches(&Subject::Dns(host.as_bytes()));
            assert_eq!(found, Ok(expected), "{host} in {base}");
        }
    }

    #[test]
    fn mailboxes_lie_at_hosts_or_below_domains_or_stand_alone() {
        for (base, mail, expected) in [
            ("example.com", "a@example.com", Some(true)),
            ("example.com", "a@b.example.com", Some(false)),
            (".example.com", "a@b.example.com", Some(true)),
            (".example.com", "a@example.com", Some(false)),
            ("a@example.com", "a@EXAMPLE.com", Some(true)),
            ("a@example.com", "A@example.com", Some(false)),
            ("*@example.com", "a@example.com", Some(false)),
            ("*@example.com", "*@example.com", Some(true)),
            ("example.com", "a@b@example.com", None),
            ("example.com", "example.com", None),
            ("example.com", "@example.com", None),
        ] {
            let found = holds(
                GeneralName::Rfc822(base.as_bytes()),
                Subject::Mailbox(mail.as_bytes()),
            );
            assert_eq!(found, expected, "{mail} in {base}");
        }
    }

    #[test]
    fn uris_are_compared_by_their_host() {
        for (base, uri, expected) in [
            ("example.com", "https://example.com/x", Some(true)),
            ("example.com", "https://user@example.com:443?x", Some(true)),
            ("example.com", "https://a.example.com/", Some(false)),
            (".example.com", "https://a.example.com/", Some(true)),
            (".example.com", "https://example.com/", Some(false)),
            ("example.com", "https://evil.org/@example.com", Some(false)),
            ("example.com", "urn:example", None),
            ("example.com", "https://192.0.2.1/", None),
            ("example.com", "https://[::1]/", None),
            ("example.com", "https:///x", None),
        ] {
            let found = holds(
                GeneralName::Uri(base.as_bytes()),
                Subject::Uri(uri.as_bytes()),
            );
            assert_eq!(found, expected, "{uri} in {base}");
        }
    }

    #[test]
    fn addresses_lie_in_networks_of_their_length() {
        let net = GeneralName::IpAddress(&[192, 0, 2, 0, 255, 255, 255, 0]);
        assert_eq!(holds(net, Subject::Ip(&[192, 0, 2, 9])), Some(true));
        assert_eq!(holds(net, Subject::Ip(&[192, 0, 3, 9])), Some(false));
        assert_eq!(holds(net, Subject::Ip(&[0; 16])), Some(false));
        assert_eq!(
            holds(net, Subject::Ip(&[192, 0, 2, 0, 255, 255, 255, 0])),
            None
        );
    }

    #[test]
    fn addresses_of_version_6_lie_in_networks_too() {
        let mut range = [0xff; 32];
        range[..16].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        range[20..].fill(0); // 2001:db8::/32
        let subtree = Subtree::new(GeneralName::IpAddress(&range)).unwrap();
        let (mut inside, mut outside) = ([0x20; 16], [0x20; 16]);
        inside[..4].copy_from_slice(&range[..4]);
        outside[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb9]);
        assert_eq!(subtree.holds(&Subject::Ip(&inside)), Ok(true));
        assert_eq!(subtree.holds(&Subject::Ip(&outside)), Ok(false));
        assert_eq!(subtree.holds(&Subject::Ip(&[0x20; 4])), Ok(false));
    }

    #[test]
    fn bases_that_are_none_are_refused() {
        for base in [
            GeneralName::Dns(b".example.com"),
            GeneralName::Dns(b"*.example.com"),
            GeneralName::Dns(b"b\xfccher.example"),
            GeneralName::Rfc822(b"a@b@example.com"),
            GeneralName::Rfc822(b""),
            GeneralName::Uri(b"https://example.com"),
            GeneralName::IpAddress(&[192, 0, 2, 0]),
            GeneralName::IpAddress(&[192, 0, 2, 0, 255, 0, 255, 0]),
        ] {
            let refused = Subtree::new(base).unwrap_err();
            assert_eq!(refused.kind(), ReasonKind::Malformed, "{base:?}");
        }
    }
}
