// An authenticator and its browser, for tests: ES256, no attestation.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export const base64url = (data) => Buffer.from(data).toString("base64url");
const sha256 = (data) => createHash("sha256").update(data).digest();

function head(major, value) {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

/** As much of CBOR as an attestation object needs; a map is a list of pairs. */
function cbor(item) {
  if (typeof item === "number") return item < 0 ? head(1, -1 - item) : head(0, item);
  if (typeof item === "string") return Buffer.concat([head(3, item.length), Buffer.from(item)]);
  if (Buffer.isBuffer(item)) return Buffer.concat([head(2, item.length), item]);
  return Buffer.concat([head(5, item.length), ...item.flat().map(cbor)]);
}

const PRESENT_AND_VERIFIED = 0x05;
const ATTESTED = 0x40;

/** One credential at `origin`; its methods give what `credential.toJSON()` gives. */
export class Authenticator {
  id = randomBytes(16);
  count = 0;
  userHandle = "";

  constructor(origin, rpId) {
    this.origin = origin;
    this.rpIdHash = sha256(rpId);
    this.key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  create({ publicKey }) {
    this.userHandle = publicKey.user.id;
    const { x, y } = this.key.publicKey.export({ format: "jwk" });
    const [px, py] = [x, y].map((text) => Buffer.from(text, "base64url"));
    const key = cbor([[1, 2], [3, -7], [-1, 1], [-2, px], [-3, py]]);
    const length = Buffer.from([0, this.id.length]);
    const data = [this.#data(ATTESTED), Buffer.alloc(16), length, this.id, key];
    const object = cbor([["fmt", "none"], ["attStmt", []], ["authData", Buffer.concat(data)]]);
    return this.#credential({
      clientDataJSON: base64url(this.#clientData("webauthn.create", publicKey.challenge)),
      attestationObject: base64url(object),
      transports: ["internal"],
    });
  }

  get({ publicKey }) {
    const clientData = this.#clientData("webauthn.get", publicKey.challenge);
    this.count += 1;
    const data = this.#data(0);
    const signed = Buffer.concat([data, sha256(clientData)]);
    return this.#credential({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(data),
      signature: base64url(sign("sha256", signed, this.key.privateKey)),
      userHandle: this.userHandle,
    });
  }

  #clientData(type, challenge) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #data(flags) {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags | PRESENT_AND_VERIFIED);
    rest.writeUInt32BE(this.count, 1);
    return Buffer.concat([this.rpIdHash, rest]);
  }

  #credential(response) {
    const id = base64url(this.id);
    return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
  }
}
