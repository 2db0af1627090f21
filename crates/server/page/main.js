// The page starts here: which view is shown, who is signed in, and what is said about it.

import { abort } from './ceremony/passkeys.js';
import { byId, element } from './dom.js';
import { Refused, get } from './http.js';
import * as account from './views/account.js';
import * as browser from './views/browser.js';
import * as ceremony from './views/ceremony.js';
import * as signIn from './views/sign-in.js';
import * as signUp from './views/sign-up.js';
import { inWords } from './words.js';

const VIEWS = { 'sign-in': signIn, 'sign-up': signUp, account, browser, ceremony };

/** What the views may ask of the page. */
const page = {
  /** What `GET /api/account` gave, or `null` if nobody is signed in. */
  account: null,

  /** Reads the account again. */
  async reload() {
    try {
      page.account = await get('/api/account');
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      page.account = null;
    }
    for (const link of document.querySelectorAll('nav [data-for]')) {
      link.hidden = (link.dataset.for === 'user') !== (page.account !== null);
    }
    return page.account;
  },

  /** Shows another view; what was said stays until then. */
  open(name) {
    if (location.hash === `#/${name}`) return show();
    location.hash = `#/${name}`;
    return undefined;
  },

  /** Good news, read aloud when there is a pause. */
  tell(text, ...more) {
    page.hush();
    byId('news').replaceChildren(element('p', { class: 'note good' }, text, ...more));
  },

  /** What is as it should be, but not what was hoped for. */
  advise(text) {
    page.hush();
    byId('news').replaceChildren(element('p', { class: 'note plain' }, text));
  },

  /** What went wrong, in plain words, read aloud at once. `doing` is "create" or "get". */
  refuse(error, doing) {
    const words = inWords(error, doing);
    if (words === null) return;
    console.info(error);
    page.hush();
    // A refused ceremony has a step; what it says is for developers.
    const step = error.details?.step !== undefined
      && element('a', { class: 'more', href: '#/ceremony' }, 'For developers: the step that refused');
    byId('refusal').replaceChildren(element('p', { class: 'note bad' }, words, step));
    byId('refusal').scrollIntoView({ block: 'nearest' });
  },

  hush() {
    byId('news').replaceChildren();
    byId('refusal').replaceChildren();
  },
};

let shown = null;

async function show() {
  const asked = location.hash.replace('#/', '');
  let name = asked in VIEWS ? asked : 'account';
  if (name === 'account' && !page.account) name = 'sign-in';
  if ((name === 'sign-in' || name === 'sign-up') && page.account) name = 'account';
  if (name !== asked) history.replaceState(null, '', `#/${name}`);

  abort(); // a passkey's autofill belongs to the view that is left
  for (const other of Object.keys(VIEWS)) byId(other).hidden = other !== name;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#/${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const title = byId(`${name}-title`);
  document.title = `${title.textContent} – Countersign`;
  if (shown !== null && shown !== name) title.focus();
  shown = name;
  await VIEWS[name].show(page);
}

async function start() {
  for (const view of Object.values(VIEWS)) view.start(page);
  window.addEventListener('hashchange', () => {
    page.hush();
    show().catch(page.refuse);
  });
  await page.reload();
  await show();
}

start().catch(page.refuse);
