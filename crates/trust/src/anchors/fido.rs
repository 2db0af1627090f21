//! The roots under which the FIDO Metadata Service signs its BLOB (FIDO MDS 3.0 §3.2).

use super::PublishedRoot;

/// GlobalSign Root CA - R3, RSA 2048, valid from 2009-03-18 to 2029-03-18.
pub const MDS_ROOT_R3: PublishedRoot = PublishedRoot {
    name: "GlobalSign Root CA - R3",
    der: include_bytes!("../../anchors/globalsign-root-r3.der"),
    sha256: "cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b",
    source: "http://secure.globalsign.com/cacert/root-r3.crt; the same in Debian's \
             ca-certificates, the crate fido-mds 0.6.2 and npm @simplewebauthn/server 14.0.3",
};

/// GlobalSign Root R46, RSA 4096, valid from 2019-03-20 to 2046-03-20.
pub const MDS_ROOT_R46: PublishedRoot = PublishedRoot {
    name: "GlobalSign Root R46",
    der: include_bytes!("../../anchors/globalsign-root-r46.der"),
    sha256: "4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9",
    source: "http://secure.globalsign.com/cacert/rootr46.crt; the same in Debian's \
             ca-certificates, the crate fido-mds 0.6.2 and npm @simplewebauthn/server 14.0.3",
};

/// Both roots.
pub const MDS_ROOTS: [PublishedRoot; 2] = [MDS_ROOT_R3, MDS_ROOT_R46];
