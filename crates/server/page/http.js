// The server's JSON interface. Every call gives the JSON of the answer or throws a `Refused`.

/** What the server refused, and why: the `error` object of its answer. */
export class Refused extends Error {
  constructor(status, { code, message, ...details }) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.details = details; // of a ceremony: step, section, link, reason
  }
}

/** The server could not be reached, or what came back is not its JSON. */
export class Unreachable extends Error {
  name = 'Unreachable';
}

export const get = (path, signal) => call('GET', path, undefined, signal);
export const post = (path, body = {}, signal = undefined) => call('POST', path, body, signal);
export const patch = (path, body) => call('PATCH', path, body);
export const remove = (path) => call('DELETE', path, {});

async function call(method, path, body, signal) {
  // `Content-Type: application/json` is what tells this page from a form on another site: browsers
  // do not send it across origins without asking first, and the server does not agree.
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const request = { method, headers, signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error' };
  if (body !== undefined) request.body = JSON.stringify(body);

  let response;
  let text;
  try {
    response = await fetch(path, request);
    text = await response.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable(`no answer from ${path}`, { cause: error });
  }
  const json = parsed(text, path);
  if (response.ok) return json;
  throw new Refused(response.status, json?.error ?? { code: `http_${response.status}`, message: '' });
}

function parsed(text, path) {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreachable(`the answer of ${path} is not JSON`, { cause: error });
  }
}
