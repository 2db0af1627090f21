// One passkey in the list of the account.

import { element, fromTemplate, time } from '../dom.js';

const TRANSPORTS = {
  internal: 'this device', hybrid: 'phone', usb: 'USB', nfc: 'NFC', ble: 'Bluetooth', 'smart-card': 'smart card',
};

/** What to do about one passkey: the advice of the server. */
const ADVICE = {
  have_another_credential: 'It stays on its device and is lost with it. See to it that you have another one.',
  offer_password_removal: 'It is backed up now. You do not need a password any more.',
  confirm_other_factors: 'It is not backed up any more. Check that you can sign in another way, and add a second passkey.',
};

/** `actions` has `rename(name)` and `remove()`. */
export function passkeyItem(passkey, actions) {
  const { root, part } = fromTemplate('passkey-template');
  root.id = `passkey-${passkey.id}`;
  part('name').textContent = passkey.name;
  part('provider').textContent = passkey.provider?.name ?? 'Provider not known';
  part('icon').replaceChildren(...icon(passkey.provider));
  const [state, words] = backupState(passkey);
  part('backup').classList.add(state);
  part('backup').textContent = words;
  part('created').replaceChildren(time(passkey.created));
  part('last-used').replaceChildren(time(passkey.last_used));
  part('algorithm').textContent = passkey.algorithm;
  fill(part, 'transports', (passkey.transports ?? []).map((name) => TRANSPORTS[name] ?? name).join(', '));
  fill(part, 'attestation', attestation(passkey.attestation));
  const advice = ADVICE[passkey.advice];
  part('advice').textContent = advice ?? '';
  part('advice').hidden = advice === undefined;
  startRename(passkey, part, actions);
  part('delete').setAttribute('aria-label', `Delete ${passkey.name}`);
  part('delete').addEventListener('click', actions.remove);
  return root;
}

function backupState({ backup_eligible, backed_up }) {
  if (backed_up) return ['good', 'Backed up'];
  if (backup_eligible) return ['warn', 'Not backed up yet'];
  return ['plain', 'On one device only'];
}

// Pictures of providers are data URLs, and images only: whatever is in an SVG, it runs no script.
function icon(provider) {
  const light = provider?.icon_light;
  if (!light) {
    const key = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    key.setAttribute('class', 'key');
    key.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', '/icons.svg#passkey');
    key.append(use);
    return [key];
  }
  const dark = provider.icon_dark && element('source', { srcset: provider.icon_dark, media: '(prefers-color-scheme: dark)' });
  return [dark, element('img', { src: light, alt: '' })].filter(Boolean);
}

// The format, and what the verdict makes of it.
function attestation(value) {
  if (!value || value.format === 'none') return 'none';
  return [value.format, value.summary].filter(Boolean).join(': ');
}

function fill(part, name, text) {
  part(name).textContent = text;
  part(`${name}-row`).hidden = text === '';
}

function startRename(passkey, part, { rename }) {
  const form = part('rename-form');
  const input = part('rename-input');
  input.id = `name-${passkey.id}`;
  part('rename-label').htmlFor = input.id;
  part('rename').setAttribute('aria-label', `Rename ${passkey.name}`);
  const open = (opened) => {
    form.hidden = !opened;
    part('actions').hidden = opened;
    if (!opened) return part('rename').focus();
    input.value = passkey.name;
    return input.select();
  };
  part('rename').addEventListener('click', () => open(true));
  part('rename-cancel').addEventListener('click', () => open(false));
  form.addEventListener('keydown', (event) => { if (event.key === 'Escape') open(false); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    rename(input.value.trim());
  });
}
