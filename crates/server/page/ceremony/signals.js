// The Signal API: telling password managers what the server knows, so that they stop offering
// passkeys that are gone, and show today's names. Each payload is the server's, handed on as it is.
// A signal is never answered, and a failure is never the person's concern.

/** The server does not know this credential: whoever offered it should not do so again. */
export const signalUnknownCredential = (payload) => signal('signalUnknownCredential', payload);

/**
 * After a sign-in, a deletion or a change of names: `{ all_accepted_credentials,
 * current_user_details }`, which the server gives only to who is signed in.
 */
export async function signalAccount(payloads) {
  await signal('signalAllAcceptedCredentials', payloads?.all_accepted_credentials);
  await signal('signalCurrentUserDetails', payloads?.current_user_details);
}

async function signal(method, payload) {
  if (!payload || typeof window.PublicKeyCredential?.[method] !== 'function') return;
  try {
    await PublicKeyCredential[method](payload);
  } catch (error) {
    console.debug(`${method}:`, error);
  }
}
