// What everybody needs of a page: names, order, space, contrast.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, launch } from '../person.mjs';
import { Site } from '../site.mjs';

let site;
let browser;
before(async () => { site = await Site.start(); browser = await launch(); });
after(async () => { await browser?.close(); await site?.stop(); });

const VIEWS = ['sign-in', 'sign-up', 'browser', 'ceremony', 'account'];

/** Goes through all views, the account last, with one passkey and all that can be opened open. */
async function everyView(person, look) {
  for (const view of VIEWS) {
    if (view === 'account') {
      await person.signUpWithPasskey();
      await person.heading(`Hello, ${person.name}`);
    } else {
      await person.touches(false);
      await person.visit(`/#/${view}`);
      await person.touches(true);
    }
    await person.page.evaluate(() => { for (const closed of document.querySelectorAll('details')) closed.open = true; });
    await look(view);
  }
}

for (const width of [320, 390, 1280]) {
  test(`at a width of ${width} pixels nothing is scrolled sideways`, async () => {
    const person = await Person.open(browser, site.origin, undefined, { viewport: { width, height: 700 } });
    await everyView(person, async (view) => {
      const wide = await person.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${view} is ${wide} wide`);
    });
    await person.leave();
  });
}

test('every field, button and link has a name, and no id is given twice', async () => {
  const person = await Person.open(browser, site.origin);
  await everyView(person, async (view) => {
    const nameless = await person.page.locator('input:visible, select:visible, button:visible, a:visible').evaluateAll((all) =>
      all.filter((one) => !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim())).map((one) => one.outerHTML));
    assert.deepEqual(nameless, [], view);
    const ids = await person.page.locator('[id]').evaluateAll((all) => all.map((one) => one.id));
    assert.equal(new Set(ids).size, ids.length, view);
  });
  await person.leave();
});

test('a view that opens has the focus on its heading, and the title of the page', async () => {
  const person = await Person.open(browser, site.origin);
  await person.page.getByRole('link', { name: 'Sign up' }).click();
  await person.heading('Sign up');
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'sign-up-title');
  assert.equal(await person.page.title(), 'Sign up – Countersign');
  await person.leave();
});

test('the page is used by keyboard alone: the first stop skips to the content', async () => {
  const person = await Person.open(browser, site.origin);
  await person.page.keyboard.press('Tab');
  assert.equal(await person.page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await person.page.keyboard.press('Enter');
  await person.heading('Sign in');
  assert.equal(await person.page.evaluate(() => document.activeElement.id), 'main');
  await person.leave();
});

for (const colorScheme of ['light', 'dark']) {
  test(`texts stand out from their ground, ${colorScheme}: 4.5 to 1 (WCAG 2.2, 1.4.3)`, async () => {
    const person = await Person.open(browser, site.origin, undefined, { colorScheme });
    await everyView(person, async (view) => {
      const faint = await person.page.evaluate(tooFaint);
      assert.deepEqual(faint, [], view);
    });
    await person.leave();
  });
}

// In the page: texts whose contrast is below 4.5.
function tooFaint() {
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = parts(colour).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      const [, , , alpha = 1] = parts(colour);
      if (alpha === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return faint;
}
