import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Authenticator } from "./authenticator.js";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const origin = "http://localhost:37215";
let server;

before(async () => {
  const env = { ...process.env, PORT: "37215" };
  server = spawn(process.execPath, [path("examples/server.js")], { env });
  await once(server.stdout, "data");
});
after(() => server.kill());

async function post(url, body, cookie = "") {
  const answer = await fetch(origin + url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { cookie },
  });
  const set = answer.headers.get("set-cookie")?.split(";")[0];
  return { status: answer.status, cookie: set, json: await answer.json() };
}

async function registered(authenticator) {
  const begun = await post("/register/begin", { name: "alice" });
  return post("/register/finish", authenticator.create(begun.json), begun.cookie);
}

test("verify prints what the README says", () => {
  const said = execFileSync(process.execPath, [path("examples/verify.js")], { encoding: "utf8" });
  assert.match(said, /^accepted: .*\nrefused: §7\.1 step /);
  assert.ok(readFileSync(path("README.md"), "utf8").includes("```text\n" + said + "```"));
});

test("the server registers and signs in, each ceremony once", async () => {
  assert.match(await (await fetch(origin)).text(), /navigator\.credentials\.create/);
  const authenticator = new Authenticator(origin, "localhost");
  const done = await registered(authenticator);
  assert.deepEqual([done.status, done.json], [200, { hello: "alice" }]);
  const begun = await post("/sign-in/begin", {});
  const response = authenticator.get(begun.json);
  const signedIn = await post("/sign-in/finish", response, begun.cookie);
  assert.deepEqual([signedIn.status, signedIn.json], [200, { hello: "alice" }]);
  assert.equal((await post("/sign-in/finish", response, begun.cookie)).status, 403);
});

test("the server has a credential once, and says little of a refusal", async () => {
  const authenticator = new Authenticator(origin, "localhost");
  assert.equal((await registered(authenticator)).status, 200);
  assert.equal((await registered(authenticator)).status, 403);
  const begun = await post("/sign-in/begin", {});
  const response = authenticator.get({ publicKey: { challenge: "A".repeat(43) } });
  const refused = await post("/sign-in/finish", response, begun.cookie);
  assert.deepEqual([refused.status, refused.json], [403, { error: "That did not work" }]);
});
