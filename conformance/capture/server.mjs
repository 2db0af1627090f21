// The pages, on http://localhost and its subdomains (which browsers resolve to loopback by themselves).

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';

export const PORT = 8765;
export const ORIGIN = `http://localhost:${PORT}`;
export const TOP_ORIGIN = `http://top.localhost:${PORT}`;
export const FRAMED_ORIGIN = `http://framed.localhost:${PORT}`;

export const page = await readFile(new URL('page.html', import.meta.url), 'utf8');

const FEATURES = 'publickey-credentials-create; publickey-credentials-get';
const frame = (url) => `<!doctype html><title>frame</title><iframe src="${url}" allow="${FEATURES}"></iframe>`;

const PAGES = {
  '/': page,
  '/framing': frame(`${FRAMED_ORIGIN}/`),
  '/nesting': frame(`${FRAMED_ORIGIN}/inner`), // top frames framed, which frames top
  '/inner': frame(`${TOP_ORIGIN}/`),
};

export async function serve() {
  const server = createServer((request, response) => {
    const known = PAGES[request.url];
    response.writeHead(known ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(known ?? '');
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(PORT, '127.0.0.1', resolve));
  return server;
}
