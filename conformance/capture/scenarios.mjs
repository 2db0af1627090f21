// What is recorded: a table of credentials, each with its authenticator, its registration and the
// authentications that follow. Whatever a row leaves out is as in `AUTHENTICATOR` and `REGISTRATION`.

import { ORIGIN, TOP_ORIGIN, FRAMED_ORIGIN } from './server.mjs';

/** A platform authenticator of CTAP 2.1 with a user who is always there and always verified. */
export const AUTHENTICATOR = {
  protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal',
  hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
};

export const REGISTRATION = {
  algorithms: [-7], attestation: 'none', userVerification: 'preferred', residentKey: 'discouraged',
};

const USB = { transport: 'usb' };
const U2F = {
  protocol: 'u2f', ctap2Version: undefined, transport: 'usb',
  hasResidentKey: false, hasUserVerification: false, isUserVerified: false,
};
const DISCOVERABLE = { residentKey: 'required', userVerification: 'required' };
const WITHOUT_LIST = { allow: false };

// Where the page is. The https ones are answered by the tool in place of the network.
const LOCALHOST = { rpId: 'localhost', origin: ORIGIN };
const FRAMED = { rpId: 'framed.localhost', origin: FRAMED_ORIGIN, topOrigin: TOP_ORIGIN, topPath: '/framing' };
const NESTED = { rpId: 'top.localhost', origin: TOP_ORIGIN, topOrigin: TOP_ORIGIN, topPath: '/nesting' };
const SUBDOMAIN = { rpId: 'example.org', origin: 'https://login.example.org' };
const IDN = { rpId: 'example.org', origin: 'https://xn--mnchen-3ya.example.org' };
const OTHER_PORT = { rpId: 'example.org', origin: 'https://login.example.org:8443' };
const APP_ID = 'https://login.example.org/u2f.json';

const FIRST = Buffer.from('first prf input').toString('base64url');
const SECOND = Buffer.from('second prf input').toString('base64url');
const BLOB = Buffer.from('a blob of the relying party').toString('base64url');

export const SCENARIOS = [
  // algorithms.json
  { file: 'algorithms', name: 'none-es256-internal' },
  { file: 'algorithms', name: 'none-rs256-internal', registration: { algorithms: [-257] } },
  { file: 'algorithms', name: 'none-eddsa-internal', registration: { algorithms: [-8] } },
  { file: 'algorithms', name: 'none-mldsa44-internal', registration: { algorithms: [-48] } },
  { file: 'algorithms', name: 'none-mldsa65-internal', registration: { algorithms: [-49] } },
  { file: 'algorithms', name: 'none-mldsa87-internal', registration: { algorithms: [-50] } },
  { file: 'algorithms', name: 'none-first-known-internal', registration: { algorithms: [-9, -19, -8, -7, -257] },
    notes: 'The first two algorithms asked for are none that the authenticator knows.' },
  { file: 'algorithms', name: 'none-default-algorithms-internal', registration: { algorithms: [] }, accepted: [-7, -257],
    notes: 'The options had an empty pubKeyCredParams, which clients read as ES256 and RS256.' },

  // attestation.json
  { file: 'attestation', name: 'packed-es256-internal', registration: { attestation: 'direct' } },
  { file: 'attestation', name: 'packed-es256-usb', authenticator: USB, registration: { attestation: 'direct' } },
  { file: 'attestation', name: 'packed-es256-usb-ctap2_0', authenticator: { ...USB, ctap2Version: 'ctap2_0' },
    registration: { attestation: 'direct' } },
  { file: 'attestation', name: 'packed-rs256-usb', authenticator: USB,
    registration: { attestation: 'direct', algorithms: [-257] } },
  { file: 'attestation', name: 'packed-eddsa-usb', authenticator: USB,
    registration: { attestation: 'direct', algorithms: [-8] } },
  { file: 'attestation', name: 'packed-mldsa44-usb', authenticator: USB,
    registration: { attestation: 'direct', algorithms: [-48] } },
  { file: 'attestation', name: 'packed-mldsa65-usb', authenticator: USB,
    registration: { attestation: 'direct', algorithms: [-49] } },
  { file: 'attestation', name: 'packed-mldsa87-usb', authenticator: USB,
    registration: { attestation: 'direct', algorithms: [-50] } },
  { file: 'attestation', name: 'packed-es256-usb-indirect', authenticator: USB, registration: { attestation: 'indirect' } },
  { file: 'attestation', name: 'packed-es256-usb-enterprise', authenticator: USB, registration: { attestation: 'enterprise' } },
  { file: 'attestation', name: 'fido-u2f-usb', authenticator: U2F,
    registration: { attestation: 'direct', userVerification: 'discouraged' }, authentications: [{}, {}] },
  { file: 'attestation', name: 'fido-u2f-nfc', authenticator: { ...U2F, transport: 'nfc' },
    registration: { attestation: 'direct', userVerification: 'discouraged' } },
  { file: 'attestation', name: 'none-u2f-usb', authenticator: U2F, registration: { userVerification: 'discouraged' } },

  // authenticators.json
  { file: 'authenticators', name: 'uv-required-internal', registration: { userVerification: 'required' } },
  { file: 'authenticators', name: 'uv-discouraged-usb', authenticator: USB, registration: { userVerification: 'discouraged' } },
  { file: 'authenticators', name: 'uv-unable-usb', authenticator: { ...USB, hasUserVerification: false, isUserVerified: false } },
  { file: 'authenticators', name: 'uv-unable-usb-ctap2_0',
    authenticator: { ...USB, ctap2Version: 'ctap2_0', hasUserVerification: false, isUserVerified: false } },
  { file: 'authenticators', name: 'discoverable-internal', registration: DISCOVERABLE,
    authentications: [WITHOUT_LIST, {}, WITHOUT_LIST] },
  { file: 'authenticators', name: 'discoverable-usb', authenticator: USB, registration: DISCOVERABLE,
    authentications: [WITHOUT_LIST, {}] },
  { file: 'authenticators', name: 'backup-eligible-internal', authenticator: { defaultBackupEligibility: true },
    registration: DISCOVERABLE,
    authentications: [{}, { backupState: true, notes: 'The credential has been backed up since the authentication before.' },
      { backupState: false, notes: 'The credential is not backed up any more.' }] },
  { file: 'authenticators', name: 'backed-up-internal', registration: DISCOVERABLE,
    authenticator: { defaultBackupEligibility: true, defaultBackupState: true }, authentications: [WITHOUT_LIST] },
  { file: 'authenticators', name: 'packed-backed-up-hybrid', registration: { ...DISCOVERABLE, attestation: 'direct' },
    authenticator: { transport: 'hybrid', defaultBackupEligibility: true, defaultBackupState: true } },
  { file: 'authenticators', name: 'none-es256-nfc', authenticator: { transport: 'nfc' } },
  { file: 'authenticators', name: 'none-es256-ble', authenticator: { transport: 'ble' } },
  { file: 'authenticators', name: 'none-es256-smart-card', authenticator: { transport: 'smart-card' } },

  // extensions.json
  { file: 'extensions', name: 'cred-props-discoverable', registration: { ...DISCOVERABLE, extensions: { credProps: true } } },
  { file: 'extensions', name: 'cred-props-not-discoverable', registration: { extensions: { credProps: true } } },
  { file: 'extensions', name: 'prf-internal', authenticator: { hasPrf: true },
    registration: { ...DISCOVERABLE, extensions: { prf: {} } },
    authentications: [{ extensions: { prf: { eval: { first: FIRST, second: SECOND } } } }] },
  { file: 'extensions', name: 'prf-at-registration-internal', authenticator: { hasPrf: true },
    registration: { ...DISCOVERABLE, extensions: { prf: { eval: { first: FIRST } } } },
    authentications: [{ extensions: { prf: { eval: { first: FIRST } } } }] },
  { file: 'extensions', name: 'prf-hmac-secret-usb', authenticator: { ...USB, hasHmacSecret: true },
    registration: { ...DISCOVERABLE, extensions: { prf: {} } },
    authentications: [{ extensions: { prf: { eval: { first: FIRST, second: SECOND } } } }] },
  { file: 'extensions', name: 'prf-hmac-secret-mc-usb', authenticator: { ...USB, hasHmacSecret: true, hasHmacSecretMc: true },
    registration: { ...DISCOVERABLE, extensions: { prf: { eval: { first: FIRST, second: SECOND } } } },
    authentications: [{ extensions: { prf: { eval: { first: FIRST, second: SECOND } } } }] },
  { file: 'extensions', name: 'hmac-create-secret-usb', authenticator: { ...USB, hasHmacSecret: true },
    registration: { ...DISCOVERABLE, extensions: { hmacCreateSecret: true } } },
  { file: 'extensions', name: 'large-blob-internal', authenticator: { hasLargeBlob: true },
    registration: { ...DISCOVERABLE, extensions: { largeBlob: { support: 'required' } } },
    authentications: [{ extensions: { largeBlob: { write: BLOB } } }, { extensions: { largeBlob: { read: true } } }] },
  { file: 'extensions', name: 'cred-blob-usb', authenticator: { ...USB, hasCredBlob: true },
    registration: { ...DISCOVERABLE, extensions: { credBlob: BLOB } },
    authentications: [{ extensions: { getCredBlob: true } }] },
  { file: 'extensions', name: 'min-pin-length-usb', authenticator: { ...USB, hasMinPinLength: true },
    registration: { ...DISCOVERABLE, extensions: { minPinLength: true } } },
  // The virtual authenticator has credProtect together with credBlob, and not alone.
  { file: 'extensions', name: 'cred-protect-optional-usb', authenticator: { ...USB, hasCredBlob: true },
    registration: { ...DISCOVERABLE, extensions: { credentialProtectionPolicy: 'userVerificationOptional' } } },
  { file: 'extensions', name: 'cred-protect-with-list-usb', authenticator: { ...USB, hasCredBlob: true },
    registration: { ...DISCOVERABLE, extensions: {
      credentialProtectionPolicy: 'userVerificationOptionalWithCredentialIDList', enforceCredentialProtectionPolicy: true } } },
  { file: 'extensions', name: 'cred-protect-required-usb', authenticator: { ...USB, hasCredBlob: true },
    registration: { ...DISCOVERABLE, extensions: {
      credentialProtectionPolicy: 'userVerificationRequired', enforceCredentialProtectionPolicy: true } } },
  { file: 'extensions', name: 'cred-protect-not-asked-usb', authenticator: { ...USB, hasCredBlob: true }, registration: DISCOVERABLE,
    notes: 'The relying party asked for no extension; the client asks for credProtect by itself.' },
  { file: 'extensions', name: 'cred-protect-not-there-usb', authenticator: USB,
    registration: { ...DISCOVERABLE, extensions: { credentialProtectionPolicy: 'userVerificationRequired' } },
    notes: 'credProtect was asked for, not enforced; the authenticator does not have it, so nothing of it comes back.' },
  { file: 'extensions', name: 'packed-all-extensions-usb',
    authenticator: { ...USB, hasMinPinLength: true, hasCredBlob: true, hasLargeBlob: true, hasHmacSecret: true },
    registration: { ...DISCOVERABLE, attestation: 'direct', extensions: {
      credProps: true, credBlob: BLOB, minPinLength: true, largeBlob: { support: 'preferred' }, prf: {},
      credentialProtectionPolicy: 'userVerificationRequired' } },
    authentications: [{ extensions: { getCredBlob: true, prf: { eval: { first: FIRST } }, largeBlob: { read: true } } }] },
  { file: 'extensions', name: 'app-id-used', place: SUBDOMAIN, authenticator: U2F, imported: APP_ID,
    authentications: [{ userVerification: 'discouraged', extensions: { appid: APP_ID } },
      { userVerification: 'discouraged', extensions: { appid: APP_ID } }],
    notes: 'A U2F credential of the AppID, put into the authenticator, so there is no registration.' },
  { file: 'extensions', name: 'app-id-not-used', place: SUBDOMAIN, authenticator: USB,
    authentications: [{ extensions: { appid: APP_ID } }] },
  { file: 'extensions', name: 'app-id-exclude', place: SUBDOMAIN, authenticator: U2F,
    registration: { userVerification: 'discouraged', attestation: 'direct', extensions: { appidExclude: APP_ID } } },

  // contexts.json
  { file: 'contexts', name: 'framed-internal', place: FRAMED, registration: DISCOVERABLE,
    authentications: [{}, WITHOUT_LIST] },
  { file: 'contexts', name: 'framed-packed-usb', place: FRAMED, authenticator: USB, registration: { attestation: 'direct' } },
  { file: 'contexts', name: 'framed-by-own-origin-internal', place: NESTED,
    notes: 'A frame in a frame of another origin, in a page of its own origin: origin and topOrigin are the same.' },
  { file: 'contexts', name: 'conditional-get-internal', registration: DISCOVERABLE,
    authentications: [{ allow: false, mediation: 'conditional' }] },
  { file: 'contexts', name: 'conditional-create-internal', optional: true,
    authenticator: { defaultBackupEligibility: true, defaultBackupState: true },
    registration: { ...DISCOVERABLE, mediation: 'conditional' } },
  { file: 'contexts', name: 'https-subdomain-internal', place: SUBDOMAIN },
  { file: 'contexts', name: 'https-port-internal', place: OTHER_PORT },
  { file: 'contexts', name: 'https-idn-internal', place: IDN },
  { file: 'contexts', name: 'user-handle-1-byte-internal', registration: DISCOVERABLE, userHandleLength: 1,
    authentications: [WITHOUT_LIST] },
  { file: 'contexts', name: 'user-handle-64-bytes-internal', registration: DISCOVERABLE, userHandleLength: 64,
    authentications: [WITHOUT_LIST] },
  { file: 'contexts', name: 'challenge-16-bytes-internal', challengeLength: 16 },
  { file: 'contexts', name: 'challenge-512-bytes-internal', challengeLength: 512 },
  { file: 'contexts', name: 'every-option-usb', authenticator: { ...USB, hasCredBlob: true }, registration: {
    ...DISCOVERABLE, algorithms: [-7, -8, -257], attestation: 'direct', extensions: { credProps: true },
    more: {
      timeout: 60000, hints: ['security-key', 'client-device'], attestationFormats: ['packed', 'fido-u2f'],
      excludeCredentials: [{ type: 'public-key', id: Buffer.alloc(32, 1).toString('base64url'), transports: ['usb', 'nfc'] }],
      user: { name: 'josé@example.org', displayName: 'José \u{1F511} "quoted" \\ \u2028' },
      authenticatorSelection: { authenticatorAttachment: 'cross-platform', requireResidentKey: true },
    },
  }, authentications: [{ more: { timeout: 60000, hints: ['security-key'] } }] },

  // refused.json
  { file: 'refused', name: 'backed-up-not-eligible-internal', registration: DISCOVERABLE,
    authenticator: { defaultBackupEligibility: false, defaultBackupState: true },
    refuse: 'the flags say backed up (BS) but not backup eligible (BE)', authentications: [{}] },
  { file: 'refused', name: 'bogus-signature-usb', authenticator: USB, authentications: [{
    override: { isBogusSignature: true }, refuse: 'the signature is the one byte 00, which is no signature' }] },
  { file: 'refused', name: 'user-not-verified-internal', registration: { userVerification: 'required' }, authentications: [{
    override: { isBadUV: true }, refuse: 'user verification is required and the UV flag is not set' }] },
  { file: 'refused', name: 'user-not-present-internal', authentications: [{
    override: { isBadUP: true }, refuse: 'the UP flag is not set' }] },
].map((scenario) => ({ place: LOCALHOST, authentications: [{}], ...scenario }));
