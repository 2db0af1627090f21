// A list of passkey providers in the community's format: one, with the AAGUID of Chromium's virtual
// authenticators. The pictures are ours.

const picture = (ground, figure) => `data:image/svg+xml;base64,${Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${ground}"/>`
  + `<circle cx="12" cy="16" r="5" fill="none" stroke="${figure}" stroke-width="3"/><path d="M17 16h9v5m-4-5v4" fill="none" stroke="${figure}" stroke-width="3"/></svg>`,
).toString('base64')}`;

export const PROVIDERS = {
  '01020304-0506-0708-0102-030405060708': {
    name: 'Keyring of Examples',
    icon_light: picture('#4b3bb5', '#ffffff'),
    icon_dark: picture('#c7bfff', '#1d1560'),
  },
};
