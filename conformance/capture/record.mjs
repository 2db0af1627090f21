// Records the scenarios with a real browser: ../vectors/chromium/*.json and browser-json/*.json.
//
//   node record.mjs [--chromium /usr/bin/chromium] [--date 2026-11-23]

import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Browser } from './browser.mjs';
import { credentialOf, ec2, flagNames } from './bytes.mjs';
import { AUTHENTICATOR, REGISTRATION, SCENARIOS } from './scenarios.mjs';
import { page, serve } from './server.mjs';

const { values: args } = parseArgs({
  options: {
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

const SUITE = 'chromium';
const HERE = new URL('.', import.meta.url);
const VECTORS = '../vectors/chromium';

/** `length` bytes that are always the same for one purpose: a recording can be told by its challenge. */
function fixed(purpose, length) {
  const bytes = [];
  for (let i = 0; bytes.length < length; i++) {
    bytes.push(...createHash('sha256').update(`countersign capture: ${purpose}: ${i}`).digest());
  }
  return Buffer.from(bytes.slice(0, length)).toString('base64url');
}

function creationOptions(scenario, id) {
  const wanted = { ...REGISTRATION, ...scenario.registration };
  const { user, authenticatorSelection, ...more } = wanted.more ?? {};
  return {
    rp: { id: scenario.place.rpId, name: 'Countersign' },
    user: { id: fixed(`user: ${scenario.name}`, scenario.userHandleLength ?? 16), name: 'user', displayName: 'A user', ...user },
    challenge: fixed(`challenge: ${id}`, scenario.challengeLength ?? 32),
    pubKeyCredParams: wanted.algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: {
      residentKey: wanted.residentKey, userVerification: wanted.userVerification, ...authenticatorSelection,
    },
    attestation: wanted.attestation,
    ...(wanted.extensions && { extensions: wanted.extensions }),
    ...more,
  };
}

function requestOptions(scenario, authentication, id, credential) {
  const allowed = { type: 'public-key', id: credential.id };
  if (credential.transports) allowed.transports = credential.transports;
  return {
    challenge: fixed(`challenge: ${id}`, scenario.challengeLength ?? 32),
    rpId: scenario.place.rpId,
    allowCredentials: authentication.allow === false ? [] : [allowed],
    userVerification: authentication.userVerification ?? scenario.registration?.userVerification ?? REGISTRATION.userVerification,
    ...(authentication.extensions && { extensions: authentication.extensions }),
    ...authentication.more,
  };
}

function relyingParty(place, appId) {
  return {
    id: place.rpId, origins: [place.origin],
    ...(appId && { app_id: appId }),
    ...(place.topOrigin && { cross_origin: true, top_origins: [place.topOrigin] }),
  };
}

function authenticatorInWords(options) {
  const version = options.protocol === 'u2f' ? 'U2F' : options.ctap2Version.replace('ctap2_', 'CTAP 2.');
  const extra = Object.keys(options).filter((key) => /^has(?!Resident|UserV)/.test(key) && options[key]);
  const backup = ['defaultBackupEligibility', 'defaultBackupState'].filter((key) => options[key]);
  return [`Virtual authenticator ${options.transport}, ${version}`, ...extra, ...backup].join(', ');
}

function notes(authenticator, authData, clientDataJson, ...own) {
  const bytes = Buffer.from(authData, 'base64url');
  const clientData = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString());
  const surplus = 'other_keys_can_be_added_here' in clientData;
  return [
    `${authenticatorInWords(authenticator)}.`,
    `Flags ${flagNames(bytes[32])}, signCount ${bytes.readUInt32BE(33)}.`,
    surplus && 'The client data has a member that no specification names.',
    ...own,
  ].filter(Boolean).join(' ');
}

function expectation(refuse) {
  return refuse ? { verdict: 'reject', why: refuse } : { verdict: 'accept', why: '' };
}

class Recorder {
  constructor(browser, source) {
    Object.assign(this, { browser, source, vectors: {} });
  }

  async record(scenario) {
    const authenticator = { ...AUTHENTICATOR, ...scenario.authenticator };
    const { place } = scenario;
    const intercepted = place.origin.startsWith('https:') && {
      [`${place.origin}/`]: { body: page, headers: { 'content-type': 'text/html; charset=utf-8' } },
    };
    const tab = await this.browser.open(place.topOrigin ? `${place.topOrigin}${place.topPath}` : `${place.origin}/`, intercepted);
    try {
      const session = place.topOrigin && await tab.frame(`${place.origin}/`);
      await tab.send('WebAuthn.enable');
      const { authenticatorId } = await tab.send('WebAuthn.addVirtualAuthenticator', { options: authenticator });
      const run = { scenario, authenticator, authenticatorId, tab, session: session || undefined, ceremonies: [], vectors: [] };
      const credential = scenario.imported ? await this.importCredential(run) : await this.register(run);
      for (const [index, authentication] of scenario.authentications.entries()) {
        await this.authenticate(run, authentication, index, credential);
      }
      (this.vectors[scenario.file] ??= []).push(...run.vectors);
      await writeJson(`browser-json/${scenario.name}.json`, { browser: this.source, ceremonies: run.ceremonies });
    } finally {
      await tab.close();
    }
  }

  async register(run) {
    const { scenario, authenticator, tab, session } = run;
    const id = `${SUITE}/${scenario.name}/registration`;
    const options = creationOptions(scenario, id);
    const mediation = scenario.registration?.mediation;
    const got = unwrap(id, await tab.call('create', { options, mediation }, session));
    run.ceremonies.push({ id, call: 'create', ...(mediation && { mediation }), options, to_json: got.json });
    const credential = credentialOf(Buffer.from(got.authenticator_data, 'base64url'));
    const algorithms = scenario.accepted ?? options.pubKeyCredParams.map(({ alg }) => alg);
    run.vectors.push({
      id, source: this.source, ceremony: 'registration',
      rp: relyingParty(scenario.place),
      request: {
        challenge: options.challenge, user_verification: options.authenticatorSelection.userVerification, algorithms,
        ...(mediation && { mediation }),
      },
      response: {
        client_data_json: got.client_data_json, attestation_object: got.attestation_object, credential_id: got.credential_id,
        transports: got.transports, client_extension_results: JSON.parse(got.json).clientExtensionResults, json: got.json,
      },
      expect: expectation(scenario.refuse),
      about: {
        fmt: credential.format(Buffer.from(got.attestation_object, 'base64url')), alg: got.algorithm, real_device: false,
        notes: notes(authenticator, got.authenticator_data, got.client_data_json, scenario.notes),
      },
    });
    return {
      id: got.credential_id, transports: got.transports, alg: got.algorithm,
      publicKey: credential.publicKey.toString('base64url'), signCount: credential.signCount,
    };
  }

  /** A credential from before WebAuthn, whose RP ID is an AppID. */
  async importCredential({ scenario, authenticatorId, tab }) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = fixed(`credential: ${scenario.name}`, 32);
    await tab.send('WebAuthn.addCredential', { authenticatorId, credential: {
      credentialId: base64(id), isResidentCredential: false, rpId: scenario.imported, signCount: 1,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    } });
    return { id, alg: -7, publicKey: ec2(publicKey).toString('base64url'), signCount: 1 };
  }

  async authenticate(run, authentication, index, credential) {
    const { scenario, authenticator, authenticatorId, tab, session } = run;
    const id = `${SUITE}/${scenario.name}/authentication${index ? `-${index + 1}` : ''}`;
    if (authentication.backupState !== undefined) {
      await tab.send('WebAuthn.setCredentialProperties', {
        authenticatorId, credentialId: base64(credential.id), backupState: authentication.backupState,
      });
    }
    if (authentication.override) {
      await tab.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...authentication.override });
    }
    const options = requestOptions(scenario, authentication, id, credential);
    const { mediation } = authentication;
    const got = unwrap(id, await tab.call('get', { options, mediation }, session));
    run.ceremonies.push({ id, call: 'get', ...(mediation && { mediation }), options, to_json: got.json });
    run.vectors.push({
      id, source: this.source, ceremony: 'authentication',
      rp: relyingParty(scenario.place, authentication.extensions?.appid),
      request: {
        challenge: options.challenge, user_verification: options.userVerification, ...(mediation && { mediation }),
      },
      credential: { public_key: credential.publicKey, sign_count: credential.signCount },
      response: {
        client_data_json: got.client_data_json, authenticator_data: got.authenticator_data, signature: got.signature,
        ...(got.user_handle !== null && { user_handle: got.user_handle }), credential_id: got.credential_id,
        client_extension_results: JSON.parse(got.json).clientExtensionResults, json: got.json,
      },
      expect: expectation(authentication.refuse ?? scenario.refuse),
      about: {
        alg: credential.alg, real_device: false,
        notes: notes(authenticator, got.authenticator_data, got.client_data_json, scenario.notes, authentication.notes),
      },
    });
    credential.signCount = Buffer.from(got.authenticator_data, 'base64url').readUInt32BE(33);
  }
}

function unwrap(id, { ok, refused }) {
  if (!ok) throw new Error(`${id}: ${refused}`);
  return ok;
}

function base64(base64url) {
  return Buffer.from(base64url, 'base64url').toString('base64');
}

async function writeJson(path, value) {
  await writeFile(new URL(path, HERE), `${JSON.stringify(value, null, 1)}\n`);
}

for (const folder of [VECTORS, 'browser-json']) {
  await rm(new URL(folder, HERE), { recursive: true, force: true });
  await mkdir(new URL(folder, HERE));
}
const server = await serve();
const browser = await Browser.start(args.chromium);
try {
  const version = (await browser.version()).replace('Chrome/', 'Chromium ');
  const source = `${version}, virtual authenticator, our own capture of ${args.date}`;
  const recorder = new Recorder(browser, source);
  for (const scenario of SCENARIOS) {
    try {
      await recorder.record(scenario);
    } catch (error) {
      if (!scenario.optional) throw error;
      console.log(`not recorded: ${scenario.name}: ${error.message}`);
    }
  }
  for (const [file, vectors] of Object.entries(recorder.vectors)) {
    await writeJson(`${VECTORS}/${file}.json`, { format: 'countersign-vectors/1', suite: SUITE, vectors });
    console.log(`${file}.json: ${vectors.length} vectors`);
  }
  const tab = await browser.open(`${SCENARIOS[0].place.origin}/`);
  await writeJson('browser-json/client-capabilities.json', { browser: source, capabilities: await tab.call('capabilities') });
} finally {
  await browser.close();
  server.close();
}
