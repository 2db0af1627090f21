// The developer's panel: the last ceremony of this browser, each step with its clause.

import { byId, element, time } from '../dom.js';
import { Refused, get } from '../http.js';

const KINDS = { registration: 'Registration', authentication: 'Sign-in' };

const MARKS = { passed: '✓', refused: '✗', not_applicable: '–', not_reached: '·' };

const WORDS = { passed: 'passed', refused: 'refused', not_applicable: 'does not apply', not_reached: 'not reached' };

export function start() {
  byId('ceremony-all').addEventListener('change', (event) => {
    byId('ceremony-body').classList.toggle('all', event.target.checked);
  });
}

export async function show() {
  const body = byId('ceremony-body');
  try {
    const ceremony = await get('/api/ceremonies/last');
    body.replaceChildren(verdict(ceremony), element('ol', { class: 'card steps' }, ceremony.steps.map(step)));
    byId('ceremony-filter').hidden = false;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error;
    byId('ceremony-filter').hidden = true;
    body.replaceChildren(element('p', { class: 'card empty' },
      'No ceremony of this browser is known. Register a passkey or sign in with one; the server must run with --developer.'));
  }
}

function verdict({ ceremony, at, steps }) {
  const refused = steps.find(({ outcome }) => outcome === 'refused');
  const passed = steps.filter(({ outcome }) => outcome === 'passed').length;
  const words = refused
    ? [element('strong', {}, `${refused.clause}: ${refused.why}. `), element('button', { type: 'button', class: 'link', click: showRefused }, 'Show the step')]
    : [`Accepted: ${passed} steps passed, ${steps.length - passed} do not apply.`];
  return element('div', { class: `note ${refused ? 'bad' : 'good'}` },
    element('p', {}, `${KINDS[ceremony] ?? ceremony}, `, time(at)), element('p', {}, ...words));
}

function showRefused() {
  const refused = byId('ceremony-body').querySelector('.refused');
  refused.scrollIntoView({ block: 'center' });
  refused.querySelector('a').focus({ preventScroll: true });
}

function step({ step: name, clause, link, title, outcome, why }) {
  return element('li', { class: outcome, 'data-step': name },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[outcome] ?? '?'),
    element('a', { href: link, rel: 'noreferrer' }, clause),
    element('p', {},
      element('span', { class: 'unseen' }, `${WORDS[outcome] ?? outcome}: `), title,
      why && element('span', { class: 'why' }, why),
      element('code', { class: 'hint' }, name)));
}
