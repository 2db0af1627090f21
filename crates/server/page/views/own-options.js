// "Add a passkey with options of your own": for whoever tries out authenticators.

/** COSE algorithms by number. Most browsers and devices have the first three. */
export const ALGORITHMS = [
  [-7, 'ES256'], [-257, 'RS256'], [-8, 'EdDSA'], [-48, 'ML-DSA-44'], [-49, 'ML-DSA-65'], [-50, 'ML-DSA-87'],
];

export const EXTENSIONS = [
  ['credProps', 'credProps'], ['prf', 'prf'], ['largeBlob', 'largeBlob'], ['minPinLength', 'minPinLength'],
];

const INPUTS = {
  credProps: true,
  prf: {},
  largeBlob: { support: 'preferred' },
  minPinLength: true,
};

/** The form's values as the server's `/api/passkeys/options` wants them. */
export function wishes(form) {
  const asked = {
    attestation: form.get('attestation'),
    resident_key: form.get('resident_key'),
    user_verification: form.get('user_verification'),
  };
  if (form.get('attachment')) asked.attachment = form.get('attachment');
  const algorithms = form.getAll('algorithms').map(Number);
  if (algorithms.length > 0) asked.algorithms = algorithms;
  const extensions = form.getAll('extensions');
  if (extensions.length > 0) asked.extensions = Object.fromEntries(extensions.map((key) => [key, INPUTS[key]]));
  return asked;
}
