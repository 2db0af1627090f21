// Every algorithm that Chromium's virtual authenticators make: registered, and signed in with.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, USB, launch } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

const ALGORITHMS = ['ES256', 'RS256', 'EdDSA', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];

for (const [where, authenticator] of [['internal', INTERNAL], ['usb', USB]]) {
  for (const algorithm of ALGORITHMS) {
    test(`${algorithm}, ${where}: registers and signs in`, async () => {
      const person = await Person.open(browser, site.origin, authenticator);
      await person.signUpWithPassword();
      await person.addWith({ algorithms: [algorithm] });
      await person.news('was added');
      assert.equal((await person.passkey()).Algorithm, algorithm);
      await person.signOut();
      // Immediate UI looks for passkeys of this device and of password managers, not for keys.
      await (where === 'internal' ? person.signIn() : person.signInWithKey());
      await person.heading(`Hello, ${person.name}`);
      assert.notEqual((await person.passkey())['Last used'], 'never');
      await person.leave();
    });
  }
}

test('the options of a sign-up offer more than ES256, and the authenticator takes the first it has', async () => {
  const person = await Person.open(browser, site.origin);
  const [{ options }] = await Promise.all([
    person.answerTo('/api/sign-up/passkey/options'), person.signUpWithPasskey(),
  ]);
  await person.heading(`Hello, ${person.name}`);
  const offered = options.publicKey.pubKeyCredParams.map(({ alg }) => alg);
  for (const alg of [-7, -257, -8]) assert.ok(offered.includes(alg), `${alg} is offered`);
  const names = { '-7': 'ES256', '-257': 'RS256', '-8': 'EdDSA', '-48': 'ML-DSA-44', '-49': 'ML-DSA-65', '-50': 'ML-DSA-87' };
  const first = offered.find((alg) => alg in names);
  assert.equal((await person.passkey()).Algorithm, names[first]);
  await person.leave();
});
