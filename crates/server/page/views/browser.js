// The panel of capabilities: what `getClientCapabilities()` says, and what the page does with it.

import { capabilities, hasWebAuthn, speaksJson } from '../ceremony/browser.js';
import { byId, element } from '../dom.js';

const MEANING = {
  conditionalGet: 'Passkeys are offered in the user name’s field.',
  immediateGet: 'The button shows at once which passkeys are here, or opens the form if there is none.',
  conditionalCreate: 'After a sign-in with a password, a passkey can be made without a dialogue.',
  userVerifyingPlatformAuthenticator: 'This device can check that it is you, by fingerprint, face or screen lock.',
  passkeyPlatformAuthenticator: 'Passkeys work on this device, or by a phone.',
  hybridTransport: 'A passkey of a phone can be used, by QR code.',
  relatedOrigins: 'One passkey works at several addresses of one owner.',
  signalUnknownCredential: 'A passkey that the server does not know is not offered again.',
  signalAllAcceptedCredentials: 'Deleted passkeys vanish from the password manager.',
  signalCurrentUserDetails: 'The password manager shows your name as it is now.',
};

export function start() {}

export async function show() {
  const known = await capabilities();
  const rows = [
    row('WebAuthn', hasWebAuthn(), 'Passkeys and security keys at all.'),
    row('JSON', speaksJson(), 'Options and responses as JSON, which this page needs.'),
    ...Object.entries(MEANING).map(([name, meaning]) => row(name, known[name], meaning)),
    ...Object.keys(known).filter((name) => !(name in MEANING)).sort().map((name) => row(name, known[name], aboutExtension(name))),
  ];
  byId('capabilities').replaceChildren(...rows);
}

const aboutExtension = (name) => (name.startsWith('extension:') ? 'An extension.' : '');

function row(name, value, meaning) {
  const [state, words] = value === true ? ['good', 'yes'] : value === false ? ['plain', 'no'] : ['plain', 'not said'];
  return element('li', {},
    element('code', {}, name),
    element('span', { class: `badge ${state}` }, words),
    element('p', { class: 'hint' }, meaning));
}
