// Every vector that ships: verdict, step and reason are those that it expects. The relying party of
// a vector accepts all that the specification leaves to it, and a vector is handed over as it
// stands; `crates/json/tests/vectors.rs` has the same rule, for Rust.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Refused, RelyingParty, UsageError } from "../index.js";
import { as } from "./schema.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const shipped = join(root, "conformance/vectors");
const beside = process.env.COUNTERSIGN_SHARED ?? join(root, "../shared");
const accept = [
  "untrusted", "android-safetynet", "no-cts-profile-match", "safetynet-time", "software-key", "rs1",
  "short-challenge", "any-origin", "any-account",
];

for (const folder of [shipped, join(beside, "vectors/w3c")]) {
  const skip = existsSync(folder) ? false : `left out: ${folder} is not there`;
  test(`all vectors of ${basename(folder)}`, { skip }, async () => {
    let count = 0;
    const wrong = [];
    for (const file of readdirSync(folder, { recursive: true })) {
      if (!file.endsWith(".json")) continue;
      for (const vector of JSON.parse(readFileSync(join(folder, file), "utf8")).vectors ?? []) {
        count += 1;
        for (const found of await verdicts(vector)) {
          if (!meets(found, vector)) wrong.push(`${vector.id}: ${JSON.stringify(found)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(count > (folder === shipped ? 1500 : 20));
  });
}

/** The vectors of W3C name no step. */
function meets(found, { expect, trust }) {
  if (expect.verdict !== found.verdict) return false;
  if (expect.step && (expect.step !== found.step || expect.reason !== found.reason)) return false;
  const trusted = trust?.expect ?? null;
  return found.verdict !== "accept" || trusted === null || trusted === found.trusted;
}

/** What comes of the parts, and of the JSON form, where the vector has them. */
async function verdicts({ ceremony, rp: party, trust, request, credential, response }) {
  let rp;
  try {
    const configuration = { rp: party, policy: { accept }, trust };
    rp = new RelyingParty(configuration);
    as("Configuration", configuration);
  } catch (error) {
    if (error instanceof UsageError) return [{ verdict: "error" }];
    throw error;
  }
  const { json, ...parts } = response;
  const registers = ceremony === "registration";
  const verify = async (call, text) => {
    try {
      if (!registers) {
        const written = as("VerifyAuthentication", { request, credential, ...call });
        as("Authentication", await rp.verifyAuthentication(written, text));
        return { verdict: "accept" };
      }
      const written = as("VerifyRegistration", { request, ...call });
      const { attestation } = as("Registration", await rp.verifyRegistration(written, text));
      return { verdict: "accept", trusted: attestation.trusted };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      as("Refusal", error.refusal);
      return { verdict: "reject", step: error.step, reason: error.reason };
    }
  };
  const found = [];
  if (json !== undefined) found.push(await verify({}, json));
  if (parts.client_data_json != null) found.push(await verify({ response: parts }, ""));
  assert.ok(found.length > 0);
  return found;
}
