// The ways in, as people meet them: autofill, the button, the password, and what comes after each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, USB, launch, until } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** Records the requests for options that the page sends, with their bodies. */
function optionsAsked(person) {
  const asked = [];
  person.page.on('request', (request) => {
    if (request.url().endsWith('/options')) asked.push({ path: new URL(request.url()).pathname, ...request.postDataJSON() });
  });
  return asked;
}

test('autofill: a passkey that is picked in the field of the user name signs in (conditional get)', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const asked = optionsAsked(person);
  // A virtual authenticator picks at once; nothing is clicked after "Sign out".
  const [answer] = await Promise.all([
    person.answerTo('/api/sign-in/finish'), person.button('Sign out').click(),
  ]);
  assert.equal(answer.user.username, person.name);
  await person.heading(`Hello, ${person.name}`);
  assert.deepEqual(asked, [{ path: '/api/sign-in/options', mediation: 'conditional' }]);
  assert.equal(await person.page.locator('#sign-in-name').getAttribute('autocomplete'), 'username webauthn');
  await person.leave();
});

test('autofill: the button ends the request that waits, and a new one waits when it is done', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  const asked = optionsAsked(person);
  await person.tell('clearCredentials');
  await person.signIn();
  await person.news('There is no passkey on this device');
  await until(() => asked.length === 2);
  assert.deepEqual(asked.map(({ mediation }) => mediation), ['immediate', 'conditional']);
  await person.leave();
});

test('autofill: a browser without it gets the form and the button, and no request', async () => {
  const person = await Person.open(browser, site.origin, null); // no authenticator, no conditionalGet
  const asked = optionsAsked(person);
  await person.visit('/#/sign-in');
  await person.page.reload();
  await person.button('Sign in with a passkey').waitFor();
  await person.page.waitForTimeout(300);
  assert.deepEqual(asked, []);
  await person.leave();
});

test('immediate UI: the button signs in with the passkey of this device', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  const [{ options }] = await Promise.all([person.answerTo('/api/sign-in/options'), person.signIn()]);
  assert.equal(options.uiMode, 'immediate');
  assert.equal(options.publicKey.allowCredentials, undefined);
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('immediate UI: where there is no passkey the form takes over, and the password signs in', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPassword();
  await person.signOut();
  await person.signIn();
  await person.news('There is no passkey on this device');
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'sign-in-name');
  await person.signInWithPassword();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('a browser without immediate UI shows its dialogue', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.page.addInitScript(() => {
    const ask = PublicKeyCredential.getClientCapabilities.bind(PublicKeyCredential);
    PublicKeyCredential.getClientCapabilities = async () => ({ ...await ask(), immediateGet: false, conditionalGet: false });
  });
  await person.page.reload();
  await person.signOut();
  const [{ options }] = await Promise.all([person.answerTo('/api/sign-in/options'), person.signIn()]);
  assert.equal(options.uiMode, undefined);
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('conditional create: asked for after a password, in the background, and in nobody’s way', async () => {
  const person = await Person.open(browser, site.origin);
  const asked = optionsAsked(person);
  await person.signUpWithPassword();
  await person.signOut();
  await person.signInWithPassword();
  await person.heading(`Hello, ${person.name}`);
  const upgrades = () => asked.filter(({ path, mediation }) => path === '/api/passkeys/options' && mediation === 'conditional');
  await until(() => upgrades().length === 2); // after the sign-up, and after the sign-in
  assert.equal(await person.page.locator('#refusal').innerText(), '');
  // It waits for ever here (there is no password manager), and gives way to what is asked for.
  await person.button('Add a passkey').click();
  await person.news('was added');
  await person.leave();
});

test('conditional create: what a password manager makes is on the account, and the page says so', async () => {
  const person = await Person.open(browser, site.origin);
  // Chromium has no password manager here: another dialogue-less authenticator stands in for it.
  // The flags are those of a touch, which a conditional registration may have.
  await person.page.addInitScript(() => {
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = ({ mediation, ...options }) => create(options);
  });
  await person.page.reload();
  await person.signUpWithPassword();
  await person.news('Your password manager made a passkey for you');
  assert.equal((await person.passkeys()).length, 1);
  await person.leave();
});

test('sign-up with a passkey: no password, and the last passkey can not be deleted', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.button('Delete Passkey').click();
  await person.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await person.refusal(/your only way to sign in/);
  assert.equal((await person.credentials()).length, 1);
  await person.leave();
});

test('account: a passkey is renamed, by keyboard alone', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.button('Rename Passkey').focus();
  const { keyboard } = person.page;
  await keyboard.press('Enter');
  await keyboard.press('Control+A');
  await keyboard.type('My laptop <b>');
  await keyboard.press('Enter');
  await person.news('is called My laptop <b> now');
  assert.equal((await person.passkey()).name, 'My laptop <b>', 'text stays text');
  assert.equal(await person.page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Rename My laptop <b>');
  await person.page.reload();
  await until(async () => (await person.passkeys())[0]?.name === 'My laptop <b>');
  await person.leave();
});

test('account: two passkeys, on a device and on a key', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.plugIn(USB);
  await person.button('Add a security key').click();
  await person.news('was added');
  const transports = (await person.passkeys()).map((passkey) => passkey['Reached by']);
  assert.deepEqual(transports.toSorted?.() ?? [...transports].sort(), ['USB', 'this device']);
  assert.equal(await person.page.getByText('Your only passkey is on one device').count(), 0);
  await person.leave();
});

test('the session ends with the sign-out, and another browser has its own', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const other = await Person.open(browser, site.origin);
  await other.heading('Sign in');
  await person.signOut();
  await person.touches(false); // or autofill signs in again
  await person.visit('/#/account');
  await person.heading('Sign in');
  await other.leave();
  await person.leave();
});

test('the panel of capabilities says what the browser says', async () => {
  const person = await Person.open(browser, site.origin, INTERNAL);
  await person.visit('/#/browser');
  const row = person.page.locator('#capabilities li').filter({ hasText: 'conditionalCreate' });
  await row.getByText('yes').waitFor();
  const said = await person.page.evaluate(async () => Object.keys(await PublicKeyCredential.getClientCapabilities()).length);
  assert.ok(await person.page.locator('#capabilities li').count() >= said);
  await person.leave();
});
