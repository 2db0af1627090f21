use core::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;

/// Where a request came from, as far as rate limits tell addresses apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl ClientAddress {
    /// The connection's other end, or what the proxy there says.
    pub(crate) fn new(peer: IpAddr, headers: &HeaderMap, behind_proxy: bool) -> Self {
        // The last value is the proxy's; what stands before it anyone can write.
        let forwarded = || {
            let all = headers.get_all("x-forwarded-for");
            let last = all.iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse().ok()
        };
        let address = behind_proxy.then(forwarded).flatten().unwrap_or(peer);
        Self(match address {
            IpAddr::V4(_) => address,
            // A household has 64 bits of addresses or more.
            IpAddr::V6(address) => {
                let prefix = u128::from(address) & !u128::from(u64::MAX);
                Ipv6Addr::from(prefix).into()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use core::net::IpAddr;

    use axum::http::HeaderMap;

    use super::ClientAddress;

    #[test]
    fn only_the_word_of_a_proxy_counts() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.2.3.4, 5.6.7.8".parse().unwrap());
        assert_eq!(ClientAddress::new(peer, &headers, false).0, peer);
        let last: IpAddr = "5.6.7.8".parse().unwrap();
        assert_eq!(ClientAddress::new(peer, &headers, true).0, last);
    }

    #[test]
    fn addresses_of_one_network_count_as_one() {
        let of = |text: &str| ClientAddress::new(text.parse().unwrap(), &HeaderMap::new(), false);
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    }
}
