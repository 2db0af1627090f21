// Extensions that Chromium's virtual authenticators have: asked for on the page, checked by the server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, USB, launch } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

const FIRST = Buffer.from('what the secret is for').toString('base64url');
const BLOB = Buffer.from('something small to keep').toString('base64url');

async function withExtensions(authenticator, ...extensions) {
  const person = await Person.open(browser, site.origin, authenticator);
  await person.signUpWithPassword();
  const [{ outputs }] = await Promise.all([
    person.answerTo('/api/passkeys/finish'), person.addWith({ extensions }),
  ]);
  await person.news('was added');
  await person.signOut();
  return [person, outputs];
}

const signInWith = (person, wishes) => person.inPage('/ceremony/passkeys.js', async (passkeys, asked) => {
  const { outputs } = await passkeys.signInWith(asked);
  return outputs;
}, wishes);

test('credProps: says that the passkey is discoverable', async () => {
  const [person, outputs] = await withExtensions(INTERNAL, 'credProps');
  assert.deepEqual(outputs.credProps, { rk: true });
  await person.leave();
});

for (const [where, authenticator] of [['internal', { ...INTERNAL, hasPrf: true }], ['usb, by hmac-secret', { ...USB, hasHmacSecret: true }]]) {
  test(`prf, ${where}: the same input gives the same secret, at each sign-in`, async () => {
    const [person, outputs] = await withExtensions(authenticator, 'prf');
    assert.equal(outputs.prf.enabled, true);
    const evaluate = () => person.page.evaluate(async ([path, wishes]) => {
      // The secret stays in the page: it is read here from what the browser gives.
      const get = navigator.credentials.get.bind(navigator.credentials);
      let secret;
      navigator.credentials.get = async (options) => {
        const credential = await get(options);
        secret = [...new Uint8Array(credential.getClientExtensionResults().prf.results.first)];
        return credential;
      };
      const { signInWith } = await import(path);
      const { user } = await signInWith(wishes);
      navigator.credentials.get = get;
      return [user.username, secret.length, secret.join()];
    }, ['/ceremony/passkeys.js', { username: person.name, extensions: { prf: { eval: { first: FIRST } } } }]);
    const once = await evaluate();
    assert.deepEqual(once.slice(0, 2), [person.name, 32]);
    assert.deepEqual(await evaluate(), once);
    await person.leave();
  });
}

test('largeBlob: what one sign-in writes the next one reads', async () => {
  const [person, outputs] = await withExtensions({ ...INTERNAL, hasLargeBlob: true }, 'largeBlob');
  assert.equal(outputs.largeBlob.supported, true);
  const written = await signInWith(person, { username: person.name, extensions: { largeBlob: { write: BLOB } } });
  assert.equal(written.largeBlob.written, true);
  const read = await signInWith(person, { username: person.name, extensions: { largeBlob: { read: true } } });
  assert.equal(read.largeBlob.blob, BLOB);
  await person.leave();
});

test('minPinLength: asked of a key that has it, the passkey is added', async () => {
  const [person] = await withExtensions({ ...USB, hasMinPinLength: true }, 'minPinLength');
  await person.leave();
});

test('extensions that the authenticator does not have are passed over', async () => {
  const [person, outputs] = await withExtensions(INTERNAL, 'prf', 'largeBlob');
  assert.notEqual(outputs.largeBlob?.supported, true);
  assert.notEqual(outputs.prf?.enabled, true);
  await person.leave();
});
