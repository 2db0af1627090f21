// The server under test: the real program, on a free port, with a database of its own.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = process.env.COUNTERSIGN_SERVER
  ?? join(process.env.CARGO_TARGET_DIR ?? new URL('../../../target', import.meta.url).pathname, 'debug/countersign-server');

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Site {
  /** Starts it; `flags(port)` adds to the command line. */
  static async start(flags = () => []) {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'));
    const origin = `http://localhost:${port}`;
    const own = flags(port);
    const unless = (flag, value) => (own.includes(flag) ? [] : [flag, value]);
    const all = ['--listen', `127.0.0.1:${port}`, '--database', `sqlite:${join(folder, 'e2e.db')}`,
      '--page-folder', new URL('../page', import.meta.url).pathname, '--developer', 'true',
      ...unless('--rate-address', '100000'), ...unless('--rate-account', '100000'), ...unless('--origins', origin), ...own];
    const child = spawn(PROGRAM, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const site = new Site(child, port, origin, folder);
    await site.answers();
    return site;
  }

  constructor(child, port, origin, folder) {
    Object.assign(this, { child, port, origin, folder, log: '' });
    const note = (chunk) => { this.log += chunk; };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    this.gone = new Promise((resolve) => { child.once('exit', resolve); });
    child.once('error', (error) => { this.log += `${error.message}\n`; });
  }

  async answers() {
    for (let tries = 0; tries < 200; tries++) {
      if (this.child.exitCode !== null || this.child.pid === undefined) break;
      const response = await fetch(`http://127.0.0.1:${this.port}/health`).catch(() => null);
      if (response?.ok) return;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    this.child.kill('SIGKILL');
    throw new Error(`${PROGRAM} does not answer:\n${this.log}`);
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
