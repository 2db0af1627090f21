// The Signal API: what the page tells authenticators, by what becomes of their credentials.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, launch, until } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

test('signalUnknownCredential: a passkey that the server does not know is forgotten', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPassword();
  await person.button('Add a passkey').click();
  await person.news('was added');
  // Deleted in another place: this browser's page never hears of it.
  const [{ id }] = (await person.page.evaluate(() => fetch('/api/account').then((answer) => answer.json()))).passkeys;
  await person.inPage('/http.js', (http, path) => http.remove(path), `/api/passkeys/${id}`);
  assert.equal((await person.credentials()).length, 1);
  await person.signOut();
  await person.signIn();
  await person.refusal(/belongs to no account here any more/);
  await until(async () => (await person.credentials()).length === 0);
  await person.leave();
});

test('signalAllAcceptedCredentials: a passkey that is deleted on the page is forgotten', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPassword();
  await person.button('Add a passkey').click();
  await person.news('was added');
  await person.button('Delete Passkey').click();
  const dialog = person.page.getByRole('dialog');
  await dialog.getByText('be sure that you know your password').waitFor();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  assert.equal((await person.credentials()).length, 1, 'who keeps it, keeps it');
  await person.button('Delete Passkey').click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await person.news('is deleted');
  await until(async () => (await person.credentials()).length === 0);
  await person.leave();
});

test('signalAllAcceptedCredentials: passkeys of other accounts stay', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  await person.signUpWithPassword(`${person.name}-second`);
  await person.button('Add a passkey').click();
  await person.news('was added');
  assert.equal((await person.credentials()).length, 2);
  await person.button('Delete Passkey').click();
  await person.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await until(async () => (await person.credentials()).length === 1);
  const [left] = await person.credentials();
  assert.equal(left.userName, person.name);
  await person.leave();
});

test('signalCurrentUserDetails: a new name is with the passkey', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.page.getByLabel('Your name').last().fill('Alexandra');
  await person.button('Save').first().click();
  await person.heading('Hello, Alexandra');
  await until(async () => (await person.credentials())[0].userDisplayName === 'Alexandra');
  await person.leave();
});

test('signalCurrentUserDetails: a name that changed elsewhere is there after the next sign-in', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.inPage('/http.js', (http) => http.post('/api/account', { display_name: 'Elsewhere' }));
  await person.signOut();
  await person.signIn();
  await person.heading('Hello, Elsewhere');
  await until(async () => (await person.credentials())[0].userDisplayName === 'Elsewhere');
  await person.leave();
});

test('a wrong signature is no reason to forget a passkey', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  await person.tell('setResponseOverrideBits', { isBogusSignature: true });
  await person.signIn();
  await person.refusal(/That did not work/);
  assert.equal((await person.credentials()).length, 1);
  await person.leave();
});
