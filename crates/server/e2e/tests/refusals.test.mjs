// What is refused, and in which words: for persons plain ones, for developers the step.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, launch } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

/**
 * Has `change` alter the response on its way to the server. Nothing is touched from then on, or the
 * autofill would sign in at once.
 */
function tamper(person, path, change) {
  return person.page.route(`**${path}`, async (route) => {
    await person.touches(false);
    const body = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify(change(body) ?? body) });
  }, { times: 1 });
}

function inClientData(body, change) {
  const { response } = body.response;
  const clientData = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url'));
  change(clientData);
  response.clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
}

function flipBit(text) {
  const bytes = Buffer.from(text, 'base64url');
  bytes[bytes.length - 1] ^= 1;
  return bytes.toString('base64url');
}

/** Signed up with a passkey, and out again. */
async function somebody() {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPasskey();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  return person;
}

const JARGON = /§|webauthn|challenge|signature|rpId|clientData|rejection|origin\b/i;

/** Nobody is signed in; the words are plain; the panel names the step, if it is given one. */
async function isRefused(person, words, step) {
  const shown = await person.refusal(words);
  assert.doesNotMatch(shown, JARGON);
  if (step === undefined) return;
  await person.page.getByRole('link', { name: /For developers/ }).click();
  await person.heading('Last ceremony');
  const refused = person.page.locator('.steps .refused');
  await refused.waitFor();
  assert.equal(await refused.getAttribute('data-step'), step);
  assert.match(await refused.getByRole('link').getAttribute('href'), /^https:\/\/www\.w3\.org\/TR\/webauthn-3\/#/);
}

test('sign-in: a signature that was tampered with', async () => {
  const person = await somebody();
  await tamper(person, '/api/sign-in/finish', (body) => {
    body.response.response.authenticatorData = flipBit(body.response.response.authenticatorData);
  });
  await person.signIn();
  await isRefused(person, /That did not work. Try again, or sign in another way/, 'AuthenticationSignature');
  await person.leave();
});

test('sign-in: a response of another page', async () => {
  const person = await somebody();
  await tamper(person, '/api/sign-in/finish', (body) => inClientData(body, (data) => { data.origin = 'https://evil.example'; }));
  await person.signIn();
  await isRefused(person, /That did not work/, 'AuthenticationOrigin');
  await person.leave();
});

test('sign-in: another challenge', async () => {
  const person = await somebody();
  await tamper(person, '/api/sign-in/finish', (body) => inClientData(body, (data) => { data.challenge = flipBit(data.challenge); }));
  await person.signIn();
  await isRefused(person, /That did not work/, 'AuthenticationChallenge');
  await person.leave();
});

test('sign-in: the same answer twice', async () => {
  const person = await somebody();
  let first;
  await person.page.route('**/api/sign-in/finish', async (route) => {
    first = route.request().postDataJSON();
    await route.continue();
  }, { times: 1 });
  await person.signIn();
  await person.heading(`Hello, ${person.name}`);
  await person.signOut();
  await tamper(person, '/api/sign-in/finish', () => first);
  await person.signIn();
  await isRefused(person, /That took too long, or was answered already/);
  await person.leave();
});

test('sign-in: an answer to what another browser was asked', async () => {
  const thief = await Person.open(browser, site.origin);
  const person = await somebody();
  let taken;
  await person.page.route('**/api/sign-in/finish', async (route) => {
    taken = route.request().postDataJSON();
    await person.touches(false);
    await route.abort();
  }, { times: 1 });
  await person.signIn();
  await person.refusal(/The server could not be reached/);
  const status = await thief.inPage('/http.js', (http, body) =>
    http.post('/api/sign-in/finish', body).then(() => 200, (refused) => refused.status), taken);
  assert.equal(status, 410);
  await thief.leave();
  await person.leave();
});

test('registration: a response of another page', async () => {
  const person = await Person.open(browser, site.origin);
  await tamper(person, '/api/sign-up/passkey/finish', (body) => inClientData(body, (data) => { data.origin = 'https://evil.example'; }));
  await person.signUpWithPasskey();
  await isRefused(person, /This page is not one that may make passkeys for us/, 'RegistrationOrigin');
  await person.leave();
});

test('registration: an answer that is not as it must be', async () => {
  const person = await Person.open(browser, site.origin);
  await tamper(person, '/api/sign-up/passkey/finish', (body) => inClientData(body, (data) => { data.type = 'webauthn.get'; }));
  await person.signUpWithPasskey();
  await isRefused(person, /not as it must be, so no passkey was added/, 'RegistrationType');
  await person.leave();
});

test('registration: somebody else took the name meanwhile', async () => {
  const person = await Person.open(browser, site.origin);
  await person.page.route('**/api/sign-up/passkey/finish', async (route) => {
    const other = await Person.open(browser, site.origin);
    await other.signUpWithPasskey(person.name);
    await other.heading(`Hello, ${person.name}`);
    await other.leave();
    await route.continue();
  }, { times: 1 });
  await person.signUpWithPasskey();
  await isRefused(person, /That user name is taken/);
  await person.leave();
});

test('a ceremony that took too long', async () => {
  const quick = await Site.start(() => ['--ceremony-seconds', '1']);
  const person = await Person.open(browser, quick.origin);
  await person.page.route('**/api/sign-up/passkey/finish', async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 2500); });
    await route.continue();
  });
  await person.signUpWithPasskey();
  await isRefused(person, /That took too long/);
  await person.leave();
  await quick.stop();
});

test('a wrong password and a name that nobody has get the same words', async () => {
  const person = await Person.open(browser, site.origin);
  await person.signUpWithPassword();
  await person.signOut();
  await person.signInWithPassword(person.name, 'not the password at all');
  const wrong = await person.refusal();
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'sign-in-password');
  await person.page.reload();
  await person.signInWithPassword('nobody-has-this-name', 'not the password at all');
  assert.equal(await person.refusal(), wrong);
  await person.leave();
});

test('a name that nobody has, by security key: the browser is asked for one all the same', async () => {
  const person = await Person.open(browser, site.origin);
  const [{ options }] = await Promise.all([
    person.answerTo('/api/sign-in/options').then(async (first) => (first.options.mediation ? person.answerTo('/api/sign-in/options') : first)),
    person.visit('/#/sign-in').then(() => person.signInWithName('nobody-has-this-name')),
  ]);
  assert.equal(options.publicKey.allowCredentials.length, 1);
  await person.refusal(/You were not signed in/);
  await person.leave();
});

test('a name that is taken, and one that can be none', async () => {
  const person = await somebody();
  await person.signUpWithPasskey(person.name);
  await isRefused(person, /That user name is taken/);
  await person.signUpWithPasskey('two words');
  await isRefused(person, /and no space/);
  await person.leave();
});

test('too many tries', async () => {
  const slow = await Site.start(() => ['--rate-account', '2']);
  const person = await Person.open(browser, slow.origin);
  for (let tries = 0; tries < 3; tries++) {
    await person.signInWithPassword('somebody', 'not the password at all');
    await person.refusal();
    await person.page.reload();
  }
  await person.signInWithPassword('somebody', 'not the password at all');
  await isRefused(person, /Too many tries/);
  await person.leave();
  await slow.stop();
});

test('the server can not be reached', async () => {
  const person = await somebody();
  await person.context.setOffline(true);
  await person.signIn();
  await isRefused(person, /The server could not be reached/);
  await person.leave();
});

test('a browser that does not speak JSON is told so, and the password works', async () => {
  const person = await Person.open(browser, site.origin);
  await person.page.addInitScript(() => {
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
  });
  await person.page.reload();
  await person.signUpWithPasskey();
  await person.refusal(/This browser cannot use passkeys here/);
  await person.signUpWithPassword();
  await person.signOut();
  await person.signIn();
  await person.refusal(/This browser cannot use passkeys here/);
  await person.signInWithPassword();
  await person.heading(`Hello, ${person.name}`);
  await person.leave();
});

test('a browser without WebAuthn gets a page that works', async () => {
  const person = await Person.open(browser, site.origin, null);
  await person.page.addInitScript(() => { delete window.PublicKeyCredential; });
  await person.page.reload();
  await person.signUpWithPassword();
  await person.visit('/#/browser');
  await person.page.locator('#capabilities li').first().getByText('no', { exact: true }).waitFor();
  await person.leave();
});

test('a form of another site changes nothing', async () => {
  const person = await somebody();
  const answers = await person.page.evaluate(async () => {
    const plain = await fetch('/api/sign-out', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' });
    return [plain.status, (await plain.json()).error.code];
  });
  assert.deepEqual(answers, [415, 'content_type']);
  await person.leave();
});
