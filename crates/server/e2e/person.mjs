// Somebody in front of the page: a browser of their own, authenticators, and what people do.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Chromium, headless, with a new empty profile. */
export function launch(flags = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags],
  });
}

/** Of CTAP 2.1, in the device, with a user who is always there and always verified. */
export const INTERNAL = {
  protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal',
  hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
};
export const USB = { ...INTERNAL, transport: 'usb' };
export const U2F = {
  protocol: 'u2f', transport: 'usb', hasResidentKey: false, hasUserVerification: false, isUserVerified: false,
};
/** What keeps passkeys in more than one place. */
export const SYNCED = { ...INTERNAL, defaultBackupEligibility: true, defaultBackupState: true };

let people = 0;

export class Person {
  /** Opens the page with an authenticator at hand; with `null`, with none. */
  static async open(browser, origin, authenticator = INTERNAL, context = {}) {
    const tab = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: 'en-GB', ...context });
    const page = await tab.newPage();
    const devtools = await tab.newCDPSession(page);
    const person = new Person(tab, page, devtools, origin);
    await devtools.send('WebAuthn.enable');
    if (authenticator) await person.plugIn(authenticator);
    await person.visit('/');
    return person;
  }

  constructor(context, page, devtools, origin) {
    Object.assign(this, { context, page, devtools, origin, name: `person-${++people}`, authenticators: [], faults: [] });
    // Nothing that the page does may throw, or be forbidden by its own policy.
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted ?Type/i.test(message.text())) this.faults.push(message.text());
    });
    page.setDefaultTimeout(10_000);
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }

  async visit(path) {
    await this.page.goto(`${this.origin}${path}`);
    await this.view.waitFor();
  }

  // Authenticators

  async plugIn(options) {
    const { authenticatorId } = await this.devtools.send('WebAuthn.addVirtualAuthenticator', { options });
    this.authenticators.push(authenticatorId);
    return authenticatorId;
  }

  async unplug() {
    await this.devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.authenticators.pop() });
  }

  /** A command of the domain WebAuthn to the authenticator that was plugged in last. */
  tell(method, parameters = {}) {
    return this.devtools.send(`WebAuthn.${method}`, { authenticatorId: this.authenticators.at(-1), ...parameters });
  }

  /** What the authenticator holds. */
  async credentials() {
    return (await this.tell('getCredentials')).credentials;
  }

  /** Whether the person touches what blinks. */
  touches(enabled) {
    return this.tell('setAutomaticPresenceSimulation', { enabled });
  }

  // The page

  /** The view that is shown. */
  get view() {
    return this.page.locator('main > section:not([hidden])');
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  async heading(text) {
    await this.shown(this.page.getByRole('heading', { level: 1, name: text }));
  }

  /** Waits for good news, and gives their text. */
  async news(pattern) {
    const news = this.page.getByRole('status').filter({ hasText: pattern });
    await this.shown(news);
    return news.innerText();
  }

  /** Waits until the page refuses, and gives the words in which it does. */
  async refusal(pattern = /./) {
    const refusal = this.page.getByRole('alert').filter({ hasText: pattern });
    await this.shown(refusal);
    return refusal.innerText();
  }

  // As `waitFor`; a failure says what is there instead.
  async shown(locator) {
    try {
      await locator.waitFor();
    } catch (error) {
      const said = await this.page.locator('#news, #refusal').allInnerTexts();
      throw new Error(`the page says ${JSON.stringify(said)} at ${this.page.url()}`, { cause: error });
    }
  }

  // What people do

  async signUpWithPasskey(name = this.name) {
    await this.visit('/#/sign-up');
    await this.view.getByLabel('User name').fill(name);
    await this.button('Create a passkey').click();
  }

  async signUpWithPassword(name = this.name, password = 'correct horse battery staple') {
    this.password = password;
    await this.visit('/#/sign-up');
    await this.view.getByLabel('User name').fill(name);
    await this.page.getByText('Use a password instead').click();
    await this.view.getByLabel('Password').fill(password);
    await this.button('Create an account with the password').click();
    await this.heading(`Hello, ${name}`);
  }

  async signInWithPassword(name = this.name, password = this.password) {
    await this.view.getByLabel('User name').fill(name);
    await this.view.getByLabel('Password').fill(password);
    await this.button('Sign in with the password').click();
  }

  /** Signs out, and sees to it that the autofill does not sign in again at once. */
  async signOut() {
    if (this.authenticators.length > 0) await this.touches(false);
    await this.button('Sign out').click();
    await this.heading('Sign in');
    await this.page.waitForTimeout(150); // until the autofill's request is with the browser
    if (this.authenticators.length > 0) await this.touches(true);
  }

  /** By the first button: immediate UI, as this browser has it. */
  async signIn() {
    await this.button('Sign in with a passkey').click();
  }

  /** By the browser's dialogue, which finds discoverable credentials on whatever is plugged in. */
  async signInWithKey() {
    await this.button('Use a security key or a passkey of another device').click();
  }

  /** By user name and the browser's dialogue. */
  async signInWithName(name = this.name) {
    await this.view.getByLabel('User name').fill(name);
    await this.signInWithKey();
  }

  /** Fills in the form of options and sends it. */
  async addWith({ algorithms = [], extensions = [], ...selected }) {
    const form = this.page.locator('#add-form');
    if (!await form.isVisible()) await this.page.getByText('Add a passkey with options of your own').click();
    for (const [label, value] of Object.entries(selected)) await form.getByLabel(label).selectOption(value);
    for (const tick of await form.getByRole('checkbox').all()) await tick.uncheck();
    for (const name of [...algorithms, ...extensions]) await form.getByLabel(name, { exact: true }).check();
    await form.getByRole('button', { name: 'Add', exact: true }).click();
  }

  /** The passkeys in the list, each with its texts by name. */
  async passkeys() {
    return this.page.locator('.passkey').evaluateAll((items) => items.map((item) => ({
      name: item.querySelector('h3').textContent,
      provider: item.querySelector('[data-part="provider"]').textContent,
      backup: item.querySelector('.badge').textContent,
      advice: item.querySelector('[data-part="advice"]').textContent,
      ...Object.fromEntries([...item.querySelectorAll('dl > div:not([hidden])')].map((row) =>
        [row.querySelector('dt').textContent, row.querySelector('dd').textContent])),
    })));
  }

  async passkey() {
    const [first, ...more] = await this.passkeys();
    assert.equal(more.length, 0, 'one passkey');
    return first;
  }

  /** Calls the page's own modules: `work` runs in the page, `module` is its `import()`. */
  inPage(path, work, argument) {
    return this.page.evaluate(`import(${JSON.stringify(path)}).then((module) => (${work})(module, ${JSON.stringify(argument)}))`);
  }

  /** The next answer of the server to `path`, as JSON. */
  async answerTo(path) {
    const response = await this.page.waitForResponse((answer) => new URL(answer.url()).pathname === path);
    return response.json();
  }
}

/** Waits until `is` gives something true, for two seconds or so. */
export async function until(is, tries = 50) {
  for (; tries > 0; tries--) {
    if (await is()) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`not so in time: ${is}`);
}
