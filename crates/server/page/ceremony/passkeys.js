// The two ceremonies: options from the server, a call of the browser, its response to the server.
// Nothing here touches the page, so that it can be read, and taken, alone.

import { post } from '../http.js';
import { can, speaksJson } from './browser.js';
import { signalUnknownCredential } from './signals.js';

/** This browser lacks what the page needs: shown to the person as it is. */
export class NotAble extends Error {
  name = 'NotAble';
}

// A browser carries out one ceremony at a time. A conditional one waits in the background until it
// is answered or aborted, so beginning any other aborts it.
let running = null;

/** Ends the ceremony that waits in the background, if there is one. */
export function abort() {
  running?.abort();
  running = null;
}

function begin() {
  abort();
  if (!speaksJson()) {
    throw new NotAble('This browser cannot use passkeys here. Update it, or open this page over https.');
  }
  running = new AbortController();
  return running.signal;
}

/**
 * Registers a credential: asks `path` for options, has the browser make the credential, sends it.
 * `wishes` goes to the server as it is. Gives the server's answer to the finish.
 */
async function register(path, wishes) {
  const signal = begin();
  const { ceremony, options } = await post(`${path}/options`, wishes, signal);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  // `options` has what stands beside `publicKey`, too: `mediation`.
  const credential = await navigator.credentials.create({ ...options, publicKey, signal });
  return finish(`${path}/finish`, ceremony, credential);
}

/** Signs in; otherwise as `register`. */
async function authenticate(wishes) {
  const signal = begin();
  const { ceremony, options } = await post('/api/sign-in/options', wishes, signal);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  // Beside `publicKey`: `mediation` for autofill, `uiMode` for immediate UI.
  const credential = await navigator.credentials.get({ ...options, publicKey, signal });
  return finish('/api/sign-in/finish', ceremony, credential);
}

async function finish(path, ceremony, credential) {
  try {
    // From here on there is no way back: the credential is made or used, so nothing aborts this.
    return await post(path, { ceremony, response: credential.toJSON() });
  } catch (refused) {
    // The browser offered a passkey that the server does not have. It should not do so again.
    if (refused.details?.signal) await signalUnknownCredential(refused.details.signal);
    throw refused;
  }
}

/** A new account, whose way in is a passkey. */
export const signUp = (username, displayName) =>
  register('/api/sign-up/passkey', { username, display_name: displayName });

/** One more passkey for who is signed in. */
export const addPasskey = (wishes = {}) => register('/api/passkeys', wishes);

/** A security key, and a statement of its maker which model it is. */
export const addSecurityKey = () =>
  addPasskey({ attachment: 'cross-platform', attestation: 'direct', hints: ['security-key'] });

/**
 * After a sign-in with a password: a password manager that has just filled in that password may make
 * a passkey without a dialogue (conditional creation). Most often it will not, and nobody is to be
 * bothered with that: gives `null` then.
 */
export async function upgradeSilently() {
  if (!await can('conditionalCreate')) return null;
  try {
    return await addPasskey({ mediation: 'conditional' });
  } catch (reason) {
    console.debug('no passkey was made in the background:', reason);
    return null;
  }
}

/** The dialogue of the browser; with a user name, only for passkeys of that account. */
export const signIn = (username) => authenticate(username ? { username } : {});

/** As `signIn`, for tools: `wishes` goes to the server as it is. */
export const signInWith = (wishes) => authenticate(wishes);

/**
 * Offers passkeys in the autofill of the user name's field (conditional mediation). The promise
 * waits until the person picks one, which may be never. The server keeps a challenge for some
 * minutes only, so it is renewed as often as the options' `timeout` says.
 */
export async function signInByAutofill() {
  if (!await can('conditionalGet')) return null;
  for (;;) {
    const signal = begin();
    const own = running;
    const { ceremony, options } = await post('/api/sign-in/options', { mediation: 'conditional' }, signal);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
    let renewed = false;
    const renewal = setTimeout(() => {
      renewed = true;
      own.abort();
    }, options.publicKey.timeout ?? 300_000);
    try {
      const credential = await navigator.credentials.get({ ...options, publicKey, signal });
      return await finish('/api/sign-in/finish', ceremony, credential);
    } catch (error) {
      if (!renewed) throw error;
    } finally {
      clearTimeout(renewal);
    }
  }
}

/**
 * Behind the button "sign in": where the browser can, it shows at once what it has on this device,
 * or says at once that there is nothing (immediate UI). Gives `null` in that case, and if the person
 * waved it away, which is meant to look the same: show the form. Browsers without it show the
 * dialogue.
 */
export async function signInImmediately() {
  if (!await can('immediateGet')) return signIn();
  try {
    return await authenticate({ mediation: 'immediate' });
  } catch (error) {
    if (error.name === 'NotAllowedError') return null;
    throw error;
  }
}
