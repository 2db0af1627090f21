// Other origins: a related one, frames of other sites, and those that are none of ours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, U2F, launch } from '../person.mjs';
import { Site } from '../site.mjs';
import { flags, proxy } from '../tls.mjs';

const OURS = 'https://accounts.shop.example';
const RELATED = 'https://shop.test';
const FRAMING = 'https://partner.test';
const STRANGER = 'https://stranger.test';
const APP_ID = `${OURS}/u2f/app-id.json`;

const ALLOW = 'publickey-credentials-get; publickey-credentials-create';
const framing = (origin) => `<!doctype html><title>partner</title><iframe src="${origin}/" allow="${ALLOW}" width="900" height="800"></iframe>`;

let site;
let tls;
let browser;
before(async () => {
  site = await Site.start(() => ['--rp-id', 'shop.example', '--origins', OURS,
    '--related-origins', RELATED, '--frame-ancestors', FRAMING, '--app-id', APP_ID]);
  tls = await proxy(() => site.port, {
    [`${FRAMING}/`]: framing(OURS), [`${STRANGER}/frame`]: framing(OURS),
  });
  const hosts = ['shop.example', OURS, RELATED, FRAMING, STRANGER].map((origin) => origin.replace('https://', ''));
  browser = await launch(flags(hosts, tls));
});
after(async () => { await browser?.close(); await tls?.stop(); await site?.stop(); });

test('https, at a subdomain of the RP ID: cookies are bound to the host', async () => {
  const person = await Person.open(browser, OURS);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  for (const cookie of await person.context.cookies()) {
    assert.match(cookie.name, /^__Host-/);
    assert.ok(cookie.secure && cookie.httpOnly);
  }
  await person.leave();
});

test('related origin: a passkey of the RP ID is made and used at another domain', async () => {
  const person = await Person.open(browser, RELATED);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  const [credential] = await person.credentials();
  assert.equal(credential.rpId, 'shop.example');
  await person.signOut();
  await person.signIn();
  await person.heading(`Hello, ${person.name}`);
  // The same passkey at our own address.
  person.origin = OURS;
  await person.touches(false);
  await person.visit('/');
  await person.heading('Sign in');
  await person.touches(true);
  await person.signIn();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('an origin that is not related: refused, and the page says where to go', async () => {
  const person = await Person.open(browser, STRANGER);
  await person.signUpWithPasskey();
  await person.refusal(/may not do that|Open the site/);
  await person.heading('Sign up');
  assert.equal((await person.credentials()).length, 0);
  await person.leave();
});

test('an origin that is not related: the browser itself refuses options that were taken elsewhere', async () => {
  const person = await Person.open(browser, STRANGER);
  const refused = await person.inPage('/words.js', async ({ inWords }) => {
    const publicKey = { challenge: new Uint8Array(32), rpId: 'shop.example' };
    const error = await navigator.credentials.get({ publicKey }).catch((reason) => reason);
    return [error.name, inWords(error, 'get')];
  });
  assert.equal(refused[0], 'SecurityError');
  assert.match(refused[1], /This address may not use passkeys of this site/);
  await person.leave();
});

test('a frame in a page of another site that may frame us: topOrigin is there, and accepted', async () => {
  const person = await Person.open(browser, OURS);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.touches(false);
  await person.page.goto(`${FRAMING}/`);
  const frame = person.page.frameLocator('iframe');
  // Cookies are apart for each site that frames us: nobody is signed in here.
  await frame.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  await person.page.waitForTimeout(150);
  await person.touches(true);
  const [sent] = await Promise.all([
    person.page.waitForRequest((request) => request.url().endsWith('/api/sign-in/finish')),
    frame.getByRole('button', { name: 'Use a security key or a passkey of another device' }).click(),
  ]);
  const { clientDataJSON } = sent.postDataJSON().response.response;
  const clientData = JSON.parse(Buffer.from(clientDataJSON, 'base64url'));
  assert.equal(clientData.crossOrigin, true);
  assert.equal(clientData.topOrigin, FRAMING);
  assert.equal(clientData.origin, OURS);
  await frame.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
  await person.leave();
});

test('a frame in a page of another site that may frame us: a passkey is made there', async () => {
  const person = await Person.open(browser, OURS);
  await person.page.goto(`${FRAMING}/`);
  const frame = person.page.frameLocator('iframe');
  await frame.getByRole('link', { name: 'Sign up' }).click();
  await frame.locator('#sign-up-name').fill(person.name);
  const [sent] = await Promise.all([
    person.page.waitForRequest((request) => request.url().endsWith('/api/sign-up/passkey/finish')),
    frame.getByRole('button', { name: 'Create a passkey' }).click(),
  ]);
  const clientData = JSON.parse(Buffer.from(sent.postDataJSON().response.response.clientDataJSON, 'base64url'));
  assert.equal(clientData.topOrigin, FRAMING);
  await frame.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
  await person.leave();
});

test('a frame in a page that may not frame us shows nothing', async () => {
  const person = await Person.open(browser, OURS);
  await person.page.goto(`${STRANGER}/frame`);
  await person.page.waitForTimeout(500);
  const frame = person.page.frames().find((one) => one !== person.page.mainFrame());
  assert.ok(!frame.url().startsWith(OURS));
  assert.match(person.faults.join(), /frame-ancestors/);
  person.faults = [];
  await person.leave();
});

test('appid: a credential of U2F, from before WebAuthn, signs in', async () => {
  const person = await Person.open(browser, OURS, U2F);
  await person.signUpWithPassword();
  // Registered as any credential of the RP ID first, to have a record; then its key is put under
  // the AppID, as if it had been registered by the U2F interface.
  await person.button('Add a security key').click();
  await person.news('was added');
  const [credential] = await person.credentials();
  await person.tell('clearCredentials');
  await person.tell('addCredential', { credential: { ...credential, rpId: APP_ID, isResidentCredential: false } });
  await person.signOut();
  const outputs = await person.inPage('/ceremony/passkeys.js', async (passkeys, wishes) => {
    const { outputs } = await passkeys.signInWith(wishes);
    return outputs;
  }, { username: person.name, user_verification: 'discouraged', extensions: { appid: APP_ID } });
  assert.equal(outputs.appid, true);
  await person.page.reload();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('/.well-known/webauthn lists the related origin', async () => {
  const document = await (await fetch(`http://127.0.0.1:${site.port}/.well-known/webauthn`)).json();
  assert.ok(document.origins.includes(RELATED));
});
