import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { rootDir } from '../tools/tools.mjs';
import { changeSettings, drawn, type Locator, openDashboard, type Theme, themeSettings, useVSCode } from './harness';

const vscode = useVSCode();
const axeSource = readFileSync(join(rootDir, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** WCAG 2 A and AA, and axe's best practices. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds in the dashboard's own document, one line for each element. */
async function violations(root: Locator): Promise<string[]> {
  const frame = await (await root.elementHandle())!.ownerFrame();
  // Evaluated by the test's browser, not by the page: its security policy would refuse a script.
  await frame!.evaluate(axeSource);
  const options: RunOptions = { runOnly: { type: 'tag', values: TAGS }, resultTypes: ['violations'] };
  const results: AxeResults = await frame!.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll('\n', ' ')}`),
  );
}

/** Milliseconds for axe to look at every element in four themes, on a machine with other work. */
const LONG = 300_000;

const THEMES: Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

describe('axe finds nothing', () => {
  it.each([
    ['healthy', 'media/samples/digits_vae'],
    ['collapsed', 'media/samples/digits_bnvae_g0'],
    ['escaped', 'test/fixtures/trained/text_bnvae_g0.6_escaped'],
    ['gamma = 1.5', 'media/samples/digits_bnvae_g1.5_eps1e-8'],
  ])(
    'in the dashboard of a dump that is %s, in every theme',
    async (_, copy) => {
      const window = await vscode.open({ files: { run: { copy } }, viewport: { width: 1400, height: 1000 } });
      await openDashboard(window, 'run/mu.npy');
      const root = await drawn(window);
      // With all that can be opened or added.
      await root.locator('[data-view=aggregate] button.pin').click();
      await root.locator('[data-view=pairs]').scrollIntoViewIfNeeded();
      await root.locator('[data-view=pairs] [role=img][aria-label]').first().waitFor();
      // All tables of numbers are made alike.
      await root.locator('[data-view=aggregate] details.data > summary').press('Enter');
      const look = () =>
        root.evaluate((element) => element.ownerDocument.body.getAttribute('data-vscode-theme-id') ?? '');
      const found: string[] = [];
      for (const theme of THEMES) {
        const before = await look();
        changeSettings(window, themeSettings(theme));
        if (theme !== 'dark') await expect.poll(look).not.toBe(before);
        found.push(...(await violations(root)).map((violation) => `${theme}: ${violation}`));
      }
      expect(found).toEqual([]);
    },
    LONG,
  );
});

/** What has the focus, and whether an outline says so. */
const focused = (root: Locator) =>
  root.evaluate((element) => {
    const active = element.ownerDocument.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(active);
    const row = active.closest('tr, summary, button, .chart, [tabindex]');
    return {
      view: active.closest('[data-view]')?.getAttribute('data-view') ?? active.tagName,
      kind: row?.tagName ?? active.tagName,
      ringed: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
    };
  });

describe('the keyboard', () => {
  it.each(THEMES)(
    'reaches every view in the order of the page, with a ring around what has the focus: %s',
    async (theme) => {
      const files = { run: { copy: 'media/samples/digits_bnvae_g1.5_eps1e-8' } };
      const window = await vscode.open({ files, theme, viewport: { width: 1400, height: 1000 } });
      await openDashboard(window, 'run/mu.npy');
      const root = await drawn(window);
      await root.locator('[data-view=aggregate] button.pin').click();
      const views = await root
        .locator('[data-view]:visible')
        .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-view')!));
      await root.locator('[data-view=verdict] button').first().focus();
      const order: string[] = [];
      const unringed: string[] = [];
      let last = '';
      do {
        await window.page.keyboard.press('Tab');
        const { view, kind, ringed } = await focused(root);
        if (view !== last) order.push(view);
        if (!ringed && view !== 'BODY') unringed.push(`${view} ${kind}`);
        last = view;
      } while (last !== 'BODY' && last !== 'dimensions');
      expect(unringed).toEqual([]);
      expect(order).toEqual(views.slice(views.indexOf('verdict') + 1));
    },
  );
});

it('nothing moves where less motion is wanted', async () => {
  const files = { run: { copy: 'media/samples/digits_vae' } };
  const window = await vscode.open({ files });
  await window.page.emulateMedia({ reducedMotion: 'reduce' });
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  const moving = await root.evaluate((element) =>
    [...element.querySelectorAll('*')]
      .filter((child) => {
        const { animationName, transitionProperty, transitionDuration } = getComputedStyle(child);
        return animationName !== 'none' || (transitionProperty !== 'none' && Number.parseFloat(transitionDuration) > 0);
      })
      .map((child) => child.outerHTML.slice(0, 200)),
  );
  expect(moving).toEqual([]);
});
