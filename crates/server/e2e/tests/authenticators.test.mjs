// Authenticators of different kinds: transports, verification of the user, backup, discoverability.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, SYNCED, USB, launch } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

const TRANSPORTS = { internal: 'this device', usb: 'USB', nfc: 'NFC', ble: 'Bluetooth' };

for (const [transport, words] of Object.entries(TRANSPORTS)) {
  test(`${transport}: signs up without a password, and in`, async () => {
    const person = await Person.open(browser, site.origin, { ...INTERNAL, transport });
    await person.signUpWithPasskey();
    await person.heading(`Hello, ${person.name}`);
    assert.ok((await person.passkey())['Reached by'].includes(words));
    await person.signOut();
    await person.signInWithName();
    await person.heading(`Hello, ${person.name}`);
    await person.leave();
  });
}

test('user verification off: a key without PIN is taken where it is discouraged, and signs in', async () => {
  const person = await Person.open(browser, site.origin, { ...USB, hasUserVerification: false, isUserVerified: false });
  await person.signUpWithPassword();
  const [{ passkey }] = await Promise.all([
    person.answerTo('/api/passkeys/finish'),
    person.addWith({ Discoverable: 'discouraged', 'User verification': 'discouraged' }),
  ]);
  assert.equal(passkey.user_verified, false);
  await person.signOut();
  await person.signInWithName();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('user verification on: the flag is in the record', async () => {
  const person = await Person.open(browser, site.origin, USB);
  await person.signUpWithPassword();
  const [{ passkey }] = await Promise.all([
    person.answerTo('/api/passkeys/finish'), person.addWith({ 'User verification': 'required' }),
  ]);
  assert.equal(passkey.user_verified, true);
  await person.leave();
});

test('user verification required of a key without PIN: the browser refuses, the page says so', async () => {
  const person = await Person.open(browser, site.origin, { ...USB, hasUserVerification: false, isUserVerified: false });
  await person.signUpWithPassword();
  await person.addWith({ 'User verification': 'required' });
  await person.refusal(/No passkey was made|cannot make such a passkey/);
  assert.equal((await person.passkeys()).length, 0);
  await person.leave();
});

test('a verification that fails: the browser refuses, the page says so', async () => {
  const person = await Person.open(browser, site.origin, { ...USB, isUserVerified: false });
  await person.signUpWithPasskey();
  await person.refusal(/No passkey was made/);
  await person.heading('Sign up');
  await person.leave();
});

test('backup: on one device, eligible, backed up, and not any more', async () => {
  const person = await Person.open(browser, site.origin, { ...INTERNAL, defaultBackupEligibility: true });
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  assert.equal((await person.passkey()).backup, 'Not backed up yet');
  await person.page.getByText('Your only passkey is on one device').waitFor();

  const [{ credentialId }] = await person.credentials();
  const signInAgain = async () => {
    await person.signOut();
    await person.signIn();
    await person.heading(`Hello, ${person.name}`);
    return person.passkey();
  };
  await person.tell('setCredentialProperties', { credentialId, backupState: true });
  const backedUp = await signInAgain();
  assert.equal(backedUp.backup, 'Backed up');
  assert.match(backedUp.advice, /It is backed up now/);
  assert.equal(await person.page.getByText('Your only passkey is on one device').count(), 0);

  await person.tell('setCredentialProperties', { credentialId, backupState: false });
  const lost = await signInAgain();
  assert.equal(lost.backup, 'Not backed up yet');
  assert.match(lost.advice, /It is not backed up any more/);
  await person.leave();
});

test('backup: what can not be backed up stays on its device, and the page says what to do', async () => {
  const person = await Person.open(browser, site.origin, USB);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const passkey = await person.passkey();
  assert.equal(passkey.backup, 'On one device only');
  assert.match(passkey.advice, /lost with it/);
  await person.leave();
});

test('backup: a passkey that is in more than one place needs no advice', async () => {
  const person = await Person.open(browser, site.origin, SYNCED);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const passkey = await person.passkey();
  assert.equal(passkey.backup, 'Backed up');
  assert.equal(passkey.advice, '');
  await person.leave();
});

test('backup: a credential whose eligibility changes is refused, in words that betray nothing', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const [{ credentialId }] = await person.credentials();
  await person.signOut();
  await person.tell('setCredentialProperties', { credentialId, backupEligibility: true });
  await person.signIn();
  await person.refusal(/That did not work/);
  assert.equal((await person.credentials()).length, 1, 'the passkey stays where it is');
  await person.leave();
});

test('not discoverable: the user name finds it', async () => {
  const person = await Person.open(browser, site.origin, USB);
  await person.signUpWithPassword();
  await person.addWith({ Discoverable: 'discouraged' });
  await person.news('was added');
  const [credential] = await person.credentials();
  assert.equal(credential.isResidentCredential, false);
  await person.signOut();
  await person.signIn();
  await person.news('There is no passkey on this device');
  await person.signInWithName();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('one authenticator twice: the browser declines, and the page says what to do instead', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.button('Add a passkey').click();
  await person.refusal(/There is a passkey of your account on this device already/);
  await person.leave();
});
