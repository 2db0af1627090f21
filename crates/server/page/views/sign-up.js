// A new account, with a passkey or with a password.

import { signUp, upgradeSilently } from '../ceremony/passkeys.js';
import { byId, onSubmit } from '../dom.js';
import { post } from '../http.js';

export function start(page) {
  const form = byId('sign-up-form');
  const password = byId('sign-up-password');
  const byPassword = byId('sign-up-by-password');

  // The first button of a form answers to Enter; in the field of the password it is the other one.
  password.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    form.requestSubmit(byPassword);
  });
  byPassword.addEventListener('click', () => { password.required = true; });
  form.querySelector('[value="passkey"]').addEventListener('click', () => { password.required = false; });

  onSubmit(form, async ({ way, username, display_name, password: secret }) => {
    page.hush();
    const user = username.trim();
    const name = display_name.trim() || user;
    try {
      if (way === 'password') {
        await post('/api/sign-up/password', { username: user, display_name: name, password: secret });
      } else {
        await signUp(user, name);
      }
    } catch (error) {
      page.refuse(error, 'create');
      return;
    }
    form.reset();
    await page.reload();
    page.open('account');
    if (way === 'password') upgrade(page);
  });
}

export function show() {}

async function upgrade(page) {
  if (await upgradeSilently() === null) return;
  await page.reload();
  page.open('account');
  page.tell('Your password manager made a passkey for you. Next time you can sign in with it.');
}
