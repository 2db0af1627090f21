// What this browser has: asked, never guessed from its name.

/** Whether there is WebAuthn at all: it needs a secure context, https or localhost. */
export const hasWebAuthn = () => window.isSecureContext && 'PublicKeyCredential' in window;

/**
 * Whether options and responses can be exchanged as JSON. Without these three a page would have to
 * turn every base64url text into bytes and back; all browsers of today have them.
 */
export const speaksJson = () =>
  hasWebAuthn()
  && typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'
  && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  && typeof PublicKeyCredential.prototype.toJSON === 'function';

/**
 * The record of `getClientCapabilities()`; empty where the browser does not have that. Asked each
 * time: what a device can do changes when its owner sets a screen lock or turns Bluetooth on.
 */
export async function capabilities() {
  if (!hasWebAuthn()) return {};
  if (typeof PublicKeyCredential.getClientCapabilities === 'function') {
    return { ...await PublicKeyCredential.getClientCapabilities() };
  }
  // Older browsers: two of the questions have functions of their own.
  const old = {};
  if (PublicKeyCredential.isConditionalMediationAvailable) {
    old.conditionalGet = await PublicKeyCredential.isConditionalMediationAvailable();
  }
  if (PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable) {
    old.userVerifyingPlatformAuthenticator = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  }
  return old;
}

/** Whether the browser says that it can. Silence is a no: nothing here is needed, only better. */
export const can = async (capability) => (await capabilities())[capability] === true;
