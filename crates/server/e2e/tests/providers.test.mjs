// Names and pictures of passkey providers, from a list in a file.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { INTERNAL, Person, launch } from '../person.mjs';
import { PROVIDERS } from '../providers.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-providers-'));
  await writeFile(join(folder, 'list.json'), JSON.stringify(PROVIDERS));
  site = await Site.start(() => ['--community-list', join(folder, 'list.json')]);
  browser = await launch();
});
after(async () => { await browser?.close(); await site?.stop(); await rm(folder, { recursive: true, force: true }); });

for (const [colorScheme, picture] of [['light', 'icon_light'], ['dark', 'icon_dark']]) {
  test(`the provider’s name, and its picture for a ${colorScheme} page`, async () => {
    const person = await Person.open(browser, site.origin, INTERNAL, { colorScheme });
    await person.signUpWithPasskey();
    await person.heading(`Hello, ${person.name}`);
    const passkey = await person.passkey();
    assert.equal(passkey.name, 'Keyring of Examples');
    assert.equal(passkey.provider, 'Keyring of Examples');
    const image = person.page.locator('.passkey img');
    const shown = await image.evaluate(async (element) => {
      await element.decode();
      return { source: element.currentSrc, width: element.naturalWidth };
    });
    const [wanted] = Object.values(PROVIDERS);
    assert.equal(shown.source, wanted[picture]);
    assert.ok(shown.width > 0);
    await person.leave();
  });
}
