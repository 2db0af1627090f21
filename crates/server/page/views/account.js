// The account: who it is, its passkeys, and what to do about them.

import * as passkeys from '../ceremony/passkeys.js';
import { signalAccount } from '../ceremony/signals.js';
import { busy, byId, element, onSubmit } from '../dom.js';
import { patch, post, remove } from '../http.js';
import { ALGORITHMS, EXTENSIONS, wishes } from './own-options.js';
import { passkeyItem } from './passkey-item.js';

export function start(page) {
  byId('add-algorithms').append(...ALGORITHMS.map(([alg, name]) => tick('algorithms', alg, name)));
  byId('add-extensions').append(...EXTENSIONS.map(([key, name]) => tick('extensions', key, name)));

  byId('add-passkey').addEventListener('click', () => add(page, byId('add'), () => passkeys.addPasskey()));
  byId('add-security-key').addEventListener('click', () => add(page, byId('add'), () => passkeys.addSecurityKey()));
  byId('add-form').addEventListener('submit', (event) => {
    event.preventDefault();
    add(page, event.target, () => passkeys.addPasskey(wishes(new FormData(event.target))));
  });

  onSubmit(byId('profile-form'), async ({ display_name }) => {
    await change(page, () => post('/api/account', { display_name: display_name.trim() }), 'Your name is saved.');
  });

  byId('sign-out').addEventListener('click', async (event) => {
    passkeys.abort();
    await busy(event.target.parentElement, async () => {
      try {
        await post('/api/sign-out');
        await page.reload();
        page.open('sign-in');
      } catch (error) {
        page.refuse(error);
      }
    });
  });
}

export function show(page) {
  const { user, passkeys: list } = page.account;
  byId('account-title').textContent = `Hello, ${user.display_name || user.username}`;
  byId('profile-name').value = user.username;
  byId('profile-display').value = user.display_name;
  byId('passkeys').replaceChildren(...list.map((passkey) => passkeyItem(passkey, {
    rename: (name) => renaming(page, passkey, name),
    remove: () => removal(page, passkey),
  })));
  byId('advice').replaceChildren(...[advice(list)].filter(Boolean));
}

// What §6.1.3 of the specification suggests, for the account as a whole.
function advice(list) {
  if (list.length === 0) {
    return element('p', { class: 'card empty' }, 'You have no passkey yet. With one you sign in by your fingerprint, face or screen lock, and need no password.');
  }
  if (list.length === 1 && !list[0].backed_up) {
    return element('p', { class: 'note' }, 'Your only passkey is on one device. If you lose that, you lose your way in. Add a second one: on another device, in a password manager, or a security key.');
  }
  return null;
}

async function add(page, around, ceremony) {
  await busy(around, async () => {
    page.hush();
    try {
      const { passkey, outputs } = await ceremony();
      await refresh(page);
      page.tell(`${passkey.name} was added. ${inAttestationWords(passkey.attestation)}`.trim(), outputsLine(outputs));
      byId(`passkey-${passkey.id}`)?.querySelector('h3').focus({ preventScroll: true });
    } catch (error) {
      page.refuse(error, 'create');
    }
  });
}

function inAttestationWords(attestation) {
  return attestation?.summary ? `Of its model we learned: ${attestation.summary}.` : '';
}

function outputsLine(outputs) {
  if (!outputs || Object.keys(outputs).length === 0) return '';
  return element('span', { class: 'more' }, `Extensions: ${JSON.stringify(outputs)}`);
}

async function renaming(page, { id }, name) {
  await change(page, () => patch(`/api/passkeys/${encodeURIComponent(id)}`, { name }), `The passkey is called ${name} now.`);
  byId(`passkey-${id}`)?.querySelector('[data-part="rename"]').focus(); // the list is a new one
}

async function removal(page, passkey) {
  const dialog = byId('delete-dialog');
  const last = page.account.passkeys.length === 1;
  byId('delete-text').textContent = `You will not be able to sign in with ${passkey.name} any more.`
    + (last && page.account.user.has_password ? ' It is your only passkey: be sure that you know your password.' : '')
    + ' Your password manager is told to forget it, if it listens.';
  dialog.returnValue = 'cancel';
  dialog.showModal();
  await new Promise((resolve) => { dialog.addEventListener('close', resolve, { once: true }); });
  if (dialog.returnValue !== 'delete') return;
  await change(page, () => remove(`/api/passkeys/${encodeURIComponent(passkey.id)}`), `${passkey.name} is deleted.`);
  byId('passkeys-title').focus();
}

// Every change of the account ends alike: read it again, show it, and tell password managers.
async function change(page, work, done) {
  try {
    await work();
    await refresh(page);
    page.tell(done);
    await signalAccount(page.account?.signals);
  } catch (error) {
    page.refuse(error);
  }
}

async function refresh(page) {
  await page.reload();
  if (page.account) show(page);
  else page.open('sign-in');
}

const tick = (name, value, text) =>
  element('label', {}, element('input', { type: 'checkbox', name, value }), text);
