// Passkeys with `node:http`: accounts live as long as the process.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Refused, RelyingParty } from "../index.js";

const page = readFileSync(new URL("../../example/page.html", import.meta.url));
const port = process.env.PORT ?? 3000;
const rp = new RelyingParty({ rp: { id: "localhost", origins: [`http://localhost:${port}`] } });
const [ceremonies, names, credentials] = [new Map(), new Map(), new Map()];

function begin(begun, answer) {
  const session = randomUUID();
  ceremonies.set(session, begun.ceremony);
  answer.setHeader("Set-Cookie", `session=${session}; HttpOnly; SameSite=Strict; Path=/`);
  return begun.options;
}

/** A ceremony is of one browser, and of one response. */
function taken(request) {
  const session = /session=([\w-]+)/.exec(request.headers.cookie)?.[1];
  const ceremony = ceremonies.get(session);
  ceremonies.delete(session);
  return ceremony ?? "";
}

const routes = {
  "/register/begin": (body, _, answer) => {
    const begun = rp.beginRegistration({ user: { name: String(JSON.parse(body).name) } });
    names.set(begun.user_handle, JSON.parse(body).name);
    return begin(begun, answer);
  },
  "/register/finish": async (body, request) => {
    const done = await rp.finishRegistration({ ceremony: taken(request) }, body);
    if (credentials.has(done.record.id)) throw new Error("registered already");
    credentials.set(done.record.id, { user_handle: done.user_handle, record: done.record });
    return { hello: names.get(done.user_handle) };
  },
  "/sign-in/begin": (_body, _, answer) => begin(rp.beginAuthentication(), answer),
  "/sign-in/finish": async (body, request) => {
    const known = credentials.get(JSON.parse(body).id) ?? { record: null };
    const done = await rp.finishAuthentication({ ceremony: taken(request), ...known }, body);
    credentials.set(done.record.id, { ...known, record: done.record });
    return { hello: names.get(known.user_handle) };
  },
};

const server = createServer(async (request, answer) => {
  if (request.method === "GET") return answer.setHeader("Content-Type", "text/html").end(page);
  try {
    const said = await routes[request.url](await text(request), request, answer);
    answer.end(JSON.stringify(said));
  } catch (error) {
    console.warn(error instanceof Refused ? `${error.step} ${error.reason}: ${error.message}` : error);
    answer.writeHead(403).end(JSON.stringify({ error: "That did not work" }));
  }
});
server.listen(port, "localhost", () => console.log(`http://localhost:${port}`));
