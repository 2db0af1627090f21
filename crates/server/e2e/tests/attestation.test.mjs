// What authenticators say of themselves, and what the page says of that.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, U2F, USB, launch, until } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let strict;
let browser;
before(async () => {
  site = await Site.start();
  strict = await Site.start(() => ['--attestation', 'require']);
  browser = await launch();
});
after(async () => { await browser?.close(); await site?.stop(); await strict?.stop(); });

async function signedUp(origin, authenticator) {
  const person = await Person.open(browser, origin, authenticator);
  await person.signUpWithPassword();
  return person;
}

test('none: the statement is not asked for, and not there', async () => {
  const person = await signedUp(site.origin, USB);
  await person.button('Add a passkey').click();
  await person.news('was added');
  assert.equal((await person.passkey()).Attestation, 'none');
  await person.leave();
});

for (const [where, authenticator] of [['usb', USB], ['internal', INTERNAL]]) {
  test(`packed, ${where}: is verified, and the page says that the maker is not known`, async () => {
    const person = await signedUp(site.origin, authenticator);
    await person.addWith({ Attestation: 'direct' });
    assert.match(await person.news('was added'), /a certificate whose maker we do not know/);
    assert.match((await person.passkey()).Attestation, /^packed: it has a certificate/);
    await person.leave();
  });
}

test('fido-u2f: the button for security keys takes one of before WebAuthn', async () => {
  const person = await signedUp(site.origin, U2F);
  await person.button('Add a security key').click();
  assert.match(await person.news('was added'), /a certificate whose maker we do not know/);
  const key = await person.passkey();
  assert.match(key.Attestation, /^fido-u2f: it has a certificate/);
  assert.equal(key.backup, 'On one device only');
  await person.signOut();
  await person.signInWithName();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('indirect and enterprise: what comes is taken as it is', async () => {
  const person = await signedUp(site.origin, USB);
  await person.addWith({ Attestation: 'indirect' });
  await person.news('was added');
  assert.match((await person.passkey()).Attestation, /^(packed|none)/);
  await person.leave();

  const other = await signedUp(site.origin, USB);
  await other.addWith({ Attestation: 'enterprise' });
  await other.news('was added');
  assert.match((await other.passkey()).Attestation, /^packed/);
  await other.leave();
});

test('where attestation is demanded, an unknown maker is refused in plain words', async () => {
  const person = await signedUp(strict.origin, USB);
  await person.button('Add a security key').click();
  const words = await person.refusal(/We do not know the maker/);
  assert.doesNotMatch(words, /§|rejection|x5c|anchor/i);
  assert.equal((await person.passkeys()).length, 0);
  // The key has kept what the server refused: it is told to forget it.
  await until(async () => (await person.credentials()).length === 0);
  await person.page.getByRole('link', { name: /For developers/ }).click();
  await person.heading('Last ceremony');
  await person.page.locator('.steps .refused').waitFor();
  await person.leave();
});
