// The little that is read out of the responses to file them: not a verifier.

const FLAGS = [[0x01, 'UP'], [0x04, 'UV'], [0x08, 'BE'], [0x10, 'BS'], [0x40, 'AT'], [0x80, 'ED']];

export function flagNames(byte) {
  return FLAGS.filter(([bit]) => byte & bit).map(([, name]) => name).join(' ') || 'none';
}

/** The attested credential of authenticator data: the COSE_Key ends where its CBOR item does. */
export function credentialOf(authData) {
  const key = 55 + authData.readUInt16BE(53);
  return {
    signCount: authData.readUInt32BE(33),
    publicKey: authData.subarray(key, cborEnd(authData, key)),
    format: (attestationObject) => {
      const at = attestationObject.indexOf('cfmt') + 4; // text(3) "fmt", then text(n)
      return attestationObject.toString('latin1', at + 1, at + 1 + (attestationObject[at] & 0x1f));
    },
  };
}

/** Where the CBOR item at `at` ends; definite lengths only, as CTAP2 has it. */
function cborEnd(bytes, at) {
  const major = bytes[at] >> 5;
  const small = bytes[at] & 0x1f;
  const width = small < 24 ? 0 : 2 ** (small - 24);
  if (width > 4) throw new Error('a CBOR length that no response has');
  const value = width ? bytes.readUIntBE(at + 1, width) : small;
  let end = at + 1 + width;
  if (major === 2 || major === 3) return end + value;
  if (major === 4 || major === 5) {
    for (let items = major === 5 ? 2 * value : value; items > 0; items--) end = cborEnd(bytes, end);
  }
  return end;
}

/** A P-256 public key as a COSE_Key for ES256. */
export function ec2(publicKey) {
  const { x, y } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'), Buffer.from(y, 'base64url'),
  ]);
}
