// Verifiers in Node.js, to be timed beside Countersign: `runner.mjs VERIFIER FILE`. It obeys as
// `../runner` does.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const decode = (text) => new Uint8Array(Buffer.from(text, "base64url"));
const [verifier, file] = process.argv.slice(2);
const inputs = JSON.parse(readFileSync(file, "utf8"));

const verifiers = {
  async simplewebauthn() {
    const {
      SettingsService,
      verifyAuthenticationResponse,
      verifyRegistrationResponse,
    } = await import("@simplewebauthn/server");
    const expected = {
      expectedChallenge: inputs.challenge,
      expectedOrigin: inputs.origin,
      expectedRPID: inputs.rp_id,
    };
    SettingsService.setRootCertificates({
      identifier: "packed",
      certificates: [decode(inputs.anchor)],
    });
    return (item) => {
      if (item.ceremony === "registration") {
        const options = { ...expected, supportedAlgorithmIDs: [item.alg] };
        return async (text) => {
          const response = JSON.parse(text);
          return (await verifyRegistrationResponse({ response, ...options })).verified;
        };
      }
      const credential = {
        id: item.credential_id,
        publicKey: decode(item.public_key),
        counter: 0,
      };
      return async (text) => {
        const response = JSON.parse(text);
        return (await verifyAuthenticationResponse({ response, credential, ...expected })).verified;
      };
    };
  },

  async countersign() {
    const { RelyingParty } = await import("@countersign/webauthn");
    // RFC 7468 wants lines of 64.
    const lines = Buffer.from(inputs.anchor, "base64url").toString("base64").match(/.{1,64}/g);
    const anchor = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
    const rp = new RelyingParty({
      rp: { id: inputs.rp_id, origins: [inputs.origin] },
      trust: { anchors_pem: [anchor] },
    });
    const request = { challenge: inputs.challenge };
    return (item) => {
      if (item.ceremony === "registration") {
        return async (text) => Boolean(await rp.verifyRegistration({ request }, text));
      }
      const credential = {
        id: item.credential_id,
        public_key: item.public_key,
        sign_count: 0,
        user_handle: inputs.user_handle,
      };
      return async (text) => Boolean(await rp.verifyAuthentication({ request, credential }, text));
    };
  },
};

const prepare = await verifiers[verifier]();

const oneLine = (error) => `no ${error}`.replaceAll("\n", " ");

async function check(item, verify) {
  try {
    if (!(await verify(item.json))) return "no not verified";
  } catch (error) {
    return oneLine(error);
  }
  for (const twin of item.refused) {
    if (await verify(twin.json).catch(() => false)) return `no accepts ${twin.why}`;
  }
  return "ok";
}

async function time(item, verify, count) {
  const start = process.cpuUsage();
  for (let i = 0; i < count; i += 1) {
    if (!(await verify(item.json))) throw new Error("it was accepted before");
  }
  const used = process.cpuUsage(start);
  return 1000 * (used.user + used.system);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, name, count] = line.split("\t");
  const item = inputs.cases.find((one) => one.name === name);
  const verify = prepare(item);
  console.log(command === "check" ? await check(item, verify) : await time(item, verify, +count));
}
