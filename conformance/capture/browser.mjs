// Chromium over its DevTools pipe: JSON messages, each ended by a zero byte, on file
// descriptors 3 (to the browser) and 4 (from it). No library is needed for that much.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--remote-debugging-pipe',
];

const ATTACH = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };

export class Browser {
  static async start(executable, extraFlags = []) {
    const profile = await mkdtemp(join(tmpdir(), 'capture-'));
    const child = spawn(executable, [...FLAGS, ...extraFlags, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', process.env.CAPTURE_DEBUG ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    return new Browser(child, profile);
  }

  constructor(child, profile) {
    this.child = child;
    this.profile = profile;
    this.lastId = 0;
    this.pending = new Map();
    this.listeners = new Set();
    let rest = Buffer.alloc(0);
    child.stdio[4].on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
        this.received(JSON.parse(rest.toString('utf8', 0, end)));
      }
    });
    child.on('exit', () => {
      for (const { reject } of this.pending.values()) reject(new Error('the browser has gone'));
    });
  }

  received(message) {
    const waiting = this.pending.get(message.id);
    if (waiting) {
      this.pending.delete(message.id);
      if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
      else waiting.resolve(message.result);
      return;
    }
    for (const listener of this.listeners) listener(message);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { method, resolve, reject });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  once(wanted, milliseconds = 10_000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listeners.delete(listener);
        reject(new Error('the browser did not report what was waited for'));
      }, milliseconds);
      const listener = (message) => {
        if (!wanted(message)) return;
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve(message);
      };
      this.listeners.add(listener);
    });
  }

  async version() {
    return (await this.send('Browser.getVersion')).product;
  }

  /**
   * A new tab. `pages` answers requests of the tab in place of the network: an object of URL to
   * `{ body, headers }`; with it a page can have an https origin without a certificate.
   */
  async open(url, pages = undefined) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, sessionId, targetId, browserContextId);
    await tab.send('Page.enable');
    if (pages) await tab.answer(pages);
    const loaded = this.once((m) => m.sessionId === sessionId && m.method === 'Page.loadEventFired');
    await tab.send('Target.setAutoAttach', ATTACH);
    await tab.send('Page.navigate', { url });
    await loaded;
    return tab;
  }

  async close() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    await this.send('Browser.close').catch(() => {});
    await gone;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Tab {
  constructor(browser, sessionId, targetId, browserContextId) {
    Object.assign(this, { browser, sessionId, targetId, browserContextId, frames: new Map() });
    this.listener = (m) => {
      if (m.method !== 'Target.attachedToTarget') return;
      if (m.sessionId !== sessionId && ![...this.frames.values()].includes(m.sessionId)) return;
      this.frames.set(m.params.targetInfo.targetId, m.params.sessionId);
      browser.send('Target.setAutoAttach', ATTACH, m.params.sessionId).catch(() => {}); // for frames in it
    };
    browser.listeners.add(this.listener);
  }

  send(method, params = {}) {
    return this.browser.send(method, params, this.sessionId);
  }

  async answer(pages) {
    this.answerer = (m) => {
      if (m.sessionId !== this.sessionId || m.method !== 'Fetch.requestPaused') return;
      const { requestId, request } = m.params;
      const page = pages[request.url];
      this.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: page ? 200 : 404,
        responseHeaders: Object.entries(page?.headers ?? {}).map(([name, value]) => ({ name, value })),
        body: Buffer.from(page?.body ?? '').toString('base64'),
      });
    };
    this.browser.listeners.add(this.answerer);
    await this.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  /** The session of a frame of another site, which is a target of its own. */
  async frame(url) {
    for (let tries = 0; tries < 100; tries++) {
      const { targetInfos } = await this.browser.send('Target.getTargets', { filter: [{ type: 'iframe' }] });
      const target = targetInfos.find((info) => info.url === url && this.frames.has(info.targetId));
      if (target) return this.frames.get(target.targetId);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no frame ${url}`);
  }

  /** Runs the page's function `name` on `argument` as if the user had just clicked, and gives its JSON value. */
  async call(name, argument, sessionId = this.sessionId, milliseconds = 8_000) {
    const answer = this.browser.send('Runtime.evaluate', {
      expression: `${name}(${JSON.stringify(argument)})`,
      awaitPromise: true, returnByValue: true, userGesture: true,
    }, sessionId);
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name}: no answer in ${milliseconds} ms`)), milliseconds);
    });
    const { result, exceptionDetails } = await Promise.race([answer, late]).finally(() => clearTimeout(timer));
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close() {
    this.browser.listeners.delete(this.listener);
    if (this.answerer) this.browser.listeners.delete(this.answerer);
    await this.browser.send('Target.disposeBrowserContext', { browserContextId: this.browserContextId });
  }
}
