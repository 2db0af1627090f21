// The site under host names with https: a proxy with a certificate of its own before the server.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Makes a key and a self-signed certificate with the program openssl. */
async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-tls-'));
  try {
    await promisify(execFile)('openssl', ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=e2e',
      '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
      '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')]);
    return { key: await readFile(join(folder, 'key.pem')), cert: await readFile(join(folder, 'certificate.pem')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Takes https at a free port and passes it on to 127.0.0.1:`port()`. `pages` answers some URLs by
 * itself, as `{ 'https://host/path': html }`.
 */
export async function proxy(port, pages = {}) {
  const server = createServer(await certificate(), (incoming, outgoing) => {
    const page = pages[`https://${incoming.headers.host}${incoming.url}`];
    if (page !== undefined) {
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      outgoing.end(page);
      return;
    }
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port: port(), method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    port: server.address().port,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => { server.close(resolve); });
    },
  };
}

/** What has Chromium find `hosts` at the proxy, and trust it. */
export const flags = (hosts, { port }) => [
  `--host-resolver-rules=${hosts.map((host) => `MAP ${host}:443 127.0.0.1:${port}`).join(',')}`,
  '--ignore-certificate-errors',
];
