// What went wrong, in words for the person in front of the page. What a developer wants to know
// (step, section, reason) is on the page "Last ceremony".

import { NotAble } from './ceremony/passkeys.js';
import { Refused, Unreachable } from './http.js';

/** What the browser says when `create()` fails: the names of DOMException. */
const CREATE = {
  NotAllowedError: 'No passkey was made: the dialogue was closed, or it took too long. You can try again.',
  InvalidStateError: 'There is a passkey of your account on this device already. You can use that one.',
  ConstraintError: 'This device cannot make such a passkey: it has no screen lock or PIN, or cannot keep passkeys. Try another one.',
  NotSupportedError: 'This device cannot make a passkey of the kind that was asked for. Try another one.',
  SecurityError: 'This address may not make passkeys for this site. Open the site’s own address.',
};

/** When `get()` fails. */
const GET = {
  NotAllowedError: 'You were not signed in: the dialogue was closed, it took too long, or there was no passkey that fits.',
  InvalidStateError: 'That device has no passkey of this account.',
  SecurityError: 'This address may not use passkeys of this site. Open the site’s own address.',
};

/**
 * Codes of the server, where the person can do something that the server cannot know of. For all
 * others its `message` is shown, which is written for persons, too.
 */
const CODES = {
  unknown_credential:
    'This passkey belongs to no account here any more, so it does not work. Your password manager was told to forget it. Sign in another way.',
};

/** The text for a person, or `null` if there is nothing to say. `doing` is "create" or "get". */
export function inWords(error, doing = 'get') {
  if (error.name === 'AbortError') return null; // the page itself began something else
  if (error instanceof NotAble) return error.message;
  if (error instanceof Unreachable) return 'The server could not be reached. Check your connection and try again.';
  if (error instanceof Refused) {
    return CODES[error.code] ?? (error.message || 'The server could not do that. Try again in a moment.');
  }
  const words = doing === 'create' ? CREATE : GET;
  return words[error.name] ?? 'Something went wrong on this page. Reload it and try again.';
}
