// Signing in: passkeys in the autofill, a button, and the password form that both fall back to.

import * as passkeys from '../ceremony/passkeys.js';
import { signalAccount } from '../ceremony/signals.js';
import { busy, byId, onSubmit } from '../dom.js';
import { post } from '../http.js';

export function start(page) {
  const name = byId('sign-in-name');
  const section = byId('sign-in');

  byId('sign-in-passkey').addEventListener('click', () => attempt(page, section, async () => {
    const signedIn = await passkeys.signInImmediately();
    if (signedIn === null) {
      page.advise('There is no passkey on this device. Sign in with your password, or use a passkey of another device below.');
      name.focus();
    }
    return signedIn;
  }));

  byId('sign-in-other').addEventListener('click', () =>
    attempt(page, section, () => passkeys.signIn(name.value.trim())));

  onSubmit(byId('sign-in-form'), async (values) => {
    passkeys.abort();
    try {
      await post('/api/sign-in/password', values);
    } catch (error) {
      page.refuse(error);
      byId('sign-in-password').select();
      offerInAutofill(page);
      return;
    }
    byId('sign-in-form').reset();
    await enter(page);
    upgrade(page); // not waited for: it happens in the background, or never
  });
}

export function show(page) {
  offerInAutofill(page);
}

async function attempt(page, section, ceremony) {
  await busy(section, async () => {
    page.hush();
    try {
      const signedIn = await ceremony();
      if (signedIn !== null) await welcome(page, signedIn);
    } catch (error) {
      page.refuse(error);
    }
  });
  // Whatever was tried has ended the request behind the autofill.
  if (!page.account) offerInAutofill(page);
}

// Waits, perhaps for ever, for the person to pick a passkey in the user name's field.
async function offerInAutofill(page) {
  try {
    const signedIn = await passkeys.signInByAutofill();
    if (signedIn !== null) await welcome(page, signedIn);
  } catch (error) {
    // The person did nothing wrong if this could not begin: the form and the button are there.
    if (error.details || error.name === 'SecurityError') page.refuse(error);
    else if (error.name !== 'AbortError') console.debug('autofill:', error);
  }
}

async function welcome(page, { advice, signals, passkey }) {
  await enter(page);
  if (advice === 'offer_password_removal') {
    page.tell(`${passkey.name} is backed up now: it is not lost with the device any more.`);
  }
  await signalAccount(signals ?? page.account?.signals);
}

async function enter(page) {
  page.hush();
  await page.reload();
  page.open('account');
}

async function upgrade(page) {
  const made = await passkeys.upgradeSilently();
  if (made === null) return;
  await page.reload();
  page.open('account');
  page.tell('Your password manager made a passkey for you. Next time you can sign in with it.');
}
