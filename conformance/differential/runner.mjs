// SimpleWebAuthn, held against Countersign: it reads and answers as runner.py does.

import { createInterface } from "node:readline";
import {
  SettingsService,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";

const ALGORITHMS = [-7, -8, -9, -19, -35, -36, -37, -38, -39, -48, -49, -50, -257, -258, -259, -65535];
const decode = (text) => new Uint8Array(Buffer.from(text, "base64url"));

function prepare(setting) {
  const now = Date.parse(setting.time) + 1000;
  Date.now = () => now;
  for (const [identifier, root] of Object.entries(setting.anchors)) {
    SettingsService.setRootCertificates({ identifier, certificates: [decode(root)] });
  }
  const expected = {
    expectedChallenge: setting.challenge,
    expectedOrigin: setting.origin,
    expectedRPID: setting.rp_id,
    requireUserVerification: false,
  };
  return (item) => {
    const response = JSON.parse(item.json);
    if (item.ceremony === "registration") {
      const supportedAlgorithmIDs = ALGORITHMS;
      return verifyRegistrationResponse({ response, supportedAlgorithmIDs, ...expected });
    }
    const publicKey = decode(item.public_key);
    const credential = { id: item.credential_id, publicKey, counter: 5 };
    return verifyAuthenticationResponse({ response, credential, ...expected });
  };
}

function why(error) {
  const told = [];
  for (let one = error; one && told.length < 3; one = one.cause) {
    told.push(one instanceof Error ? `${one.name}: ${one.message}` : String(one));
  }
  return told.join(" < ");
}

let verify;
for await (const line of createInterface({ input: process.stdin })) {
  if (!verify) {
    verify = prepare(JSON.parse(line));
    continue;
  }
  let answer = null;
  try {
    const { verified } = await verify(JSON.parse(line));
    if (!verified) answer = "not verified";
  } catch (error) {
    answer = why(error);
  }
  console.log(JSON.stringify(answer));
}
