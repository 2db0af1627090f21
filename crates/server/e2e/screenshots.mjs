// Pictures of the pages, for docs/: on a phone and on a desk, light and dark.
//
//   node screenshots.mjs [FOLDER]

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTERNAL, Person, SYNCED, USB, launch } from './person.mjs';
import { PROVIDERS } from './providers.mjs';
import { Site } from './site.mjs';

const folder = process.argv[2] ?? new URL('../../../docs/pages', import.meta.url).pathname;
const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1000, height: 760 } },
};

async function shoot(person, name, fullPage = false) {
  await person.page.evaluate(() => window.scrollTo(0, 0));
  await person.page.waitForTimeout(300);
  const { cssContentSize: size } = await person.devtools.send('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width: size.width, height: size.height, scale: 1 };
  const { data } = await person.devtools.send('Page.captureScreenshot', {
    format: 'webp', quality: 80, ...(fullPage && { captureBeyondViewport: true, clip }),
  });
  await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}

async function tour(browser, site, look, context) {
  const person = await Person.open(browser, site.origin, SYNCED, context);
  await person.touches(false);
  await person.visit('/#/sign-in');
  await shoot(person, `sign-in-${look}`);
  await person.signIn();
  await person.news('There is no passkey');
  await shoot(person, `fallback-${look}`);
  await person.visit('/#/sign-up');
  await shoot(person, `sign-up-${look}`);
  await person.touches(true);
  await person.page.getByLabel('Your name').first().fill('Alex Morgan');
  await person.signUpWithPasskey(`alex-${look}`);
  await person.heading('Hello, Alex Morgan');
  await person.unplug();
  await person.plugIn(USB);
  await person.button('Add a security key').click();
  await person.news('was added');
  await person.page.locator('.passkey').filter({ hasText: 'USB' }).getByRole('button', { name: /^Rename/ }).click();
  await person.page.keyboard.type('Key on my ring');
  await person.page.keyboard.press('Enter');
  await person.news('is called');
  await shoot(person, `account-${look}`, true);
  await person.visit('/#/browser');
  await shoot(person, `browser-${look}`);
  await person.visit('/#/ceremony');
  await person.page.locator('.steps').waitFor();
  await shoot(person, `ceremony-${look}`);
  await person.leave();

  const refused = await Person.open(browser, site.origin, { ...INTERNAL }, context);
  await refused.signUpWithPasskey(`refused-${look}`);
  await refused.heading('Hello');
  await refused.signOut();
  await refused.tell('setResponseOverrideBits', { isBogusSignature: true });
  await refused.page.route('**/api/sign-in/finish', async (route) => {
    await refused.touches(false);
    await route.continue();
  });
  await refused.signIn();
  await refused.refusal();
  await shoot(refused, `refused-${look}`);
  await refused.visit('/#/ceremony');
  await refused.page.locator('.steps').waitFor();
  await shoot(refused, `refused-ceremony-${look}`);
  await refused.leave();
}

await mkdir(folder, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'countersign-providers-'));
await writeFile(join(scratch, 'list.json'), JSON.stringify(PROVIDERS));
const site = await Site.start(() => ['--community-list', join(scratch, 'list.json')]);
const browser = await launch();
try {
  for (const [size, context] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      await tour(browser, site, `${size}-${colorScheme}`, { ...context, colorScheme });
    }
  }
} finally {
  await browser.close();
  await site.stop();
  await rm(scratch, { recursive: true });
}
