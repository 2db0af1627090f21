// Records round trips: options that our builders make go through a browser, and the responses come
// back. `round_trips.rs` (cargo's example of that name) is the server; this is the browser's side.
//
//   cargo build -p countersign-conformance --example round_trips
//   node round_trips.mjs --server PATH/TO/round_trips [--chromium /usr/bin/chromium] [--date 2026-11-23]

import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';
import { AUTHENTICATOR } from './scenarios.mjs';
import { ORIGIN, serve } from './server.mjs';

const { values: args } = parseArgs({
  options: {
    server: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

const OUT = new URL('../../crates/countersign/tests/data/', import.meta.url);

// The authenticator of each registration that differs from AUTHENTICATOR.
const AUTHENTICATORS = {
  'security-key': { transport: 'usb' },
  everything: { transport: 'usb' },
};

function ask(question, input) {
  const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 26 };
  return JSON.parse(execFileSync(args.server, [question], options));
}

/** Has the page answer one call, and notes what came of it. */
async function answer(tab, ceremony, call) {
  const { mode, state, options } = ceremony;
  const got = await tab.call('roundTrip', { call, options }).catch((error) => ({ refused: error.message }));
  if (got.refused) console.log(`${mode}: ${got.refused}`);
  return { mode, state, options, ...(got.ok ?? { refused: got.refused }) };
}

const server = await serve();
const browser = await Browser.start(args.chromium);
try {
  const version = (await browser.version()).replace('Chrome/', 'Chromium ');
  const accounts = [];
  for (const ceremony of ask('register', ORIGIN)) {
    const tab = await browser.open(`${ORIGIN}/`);
    try {
      await tab.send('WebAuthn.enable');
      await tab.send('WebAuthn.addVirtualAuthenticator', { options: { ...AUTHENTICATOR, ...AUTHENTICATORS[ceremony.mode] } });
      const registration = await answer(tab, ceremony, 'create');
      const authentications = [];
      for (const next of registration.to_json ? ask('authenticate', registration) : []) {
        authentications.push(await answer(tab, next, 'get'));
      }
      accounts.push({ registration, authentications });
    } finally {
      await tab.close();
    }
  }
  const source = `${version}, virtual authenticator, our own capture of ${args.date}`;
  await mkdir(OUT, { recursive: true });
  await writeFile(new URL('chromium-round-trips.json', OUT), `${JSON.stringify({ browser: source, origin: ORIGIN, accounts }, null, 1)}\n`);
} finally {
  await browser.close();
  server.close();
}
