import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LatentReport } from '../../src/diagnostics/report';
import {
  drawn,
  type Locator,
  openDashboard,
  type Page,
  runCommand,
  screenshot,
  useVSCode,
  type Workbench,
} from './harness';

const vscode = useVSCode();
/** Few draws: what is waited for is not what is tested. */
const settings = { 'latentLens.jointSamples': 200 };
const TRAINED = { run: { copy: 'test/fixtures/trained/mnist_bnvae_g0.5' } };
const HOLES = { run: { copy: 'media/samples/digits_bnvae_g1.5_eps1e-8' } };

async function open(window: Workbench): Promise<Locator> {
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  await root.getByText('draws from the posteriors.').waitFor();
  return root;
}

/** Chooses an entry of an export menu, by keys alone. */
async function choose(root: Locator, menu: string | RegExp, entry: string): Promise<void> {
  const button = root.getByRole('button', { name: menu });
  await button.focus();
  await button.press('Enter');
  const item = root.getByRole('menuitem', { name: entry });
  await item.waitFor();
  while (!(await item.evaluate((element) => element === document.activeElement))) {
    await root.page().keyboard.press('ArrowDown');
  }
  await item.press('Enter');
}

/** Answers VS Code's own save dialog with a file of the workspace. @returns the name it offered */
async function saveAs({ page, folder }: Workbench, name: string): Promise<string> {
  const input = page.locator('.quick-input-widget:visible input').first();
  await input.waitFor();
  await expect.poll(() => input.inputValue()).toMatch(/\.\w+$/);
  const offered = await input.inputValue();
  await input.fill(join(folder, name));
  await page.locator('.quick-input-widget .quick-input-action .monaco-button').filter({ hasText: 'OK' }).click();
  const size = () => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  // The toast that says so may be gone by the time the machine looks for it.
  await expect.poll(size).toBeGreaterThan(0);
  return offered;
}

const text = (window: Workbench, name: string) => readFileSync(join(window.folder, name), 'utf8');

/** Shows a file in a browser without network. */
async function inBrowser<T>(window: Workbench, name: string, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await window.context
    .browser()!
    .newContext({ viewport: { width: 1000, height: 1000 }, offline: true });
  try {
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(`file://${join(window.folder, name)}`);
    expect(said).toEqual([]);
    return await look(page);
  } finally {
    await context.close();
  }
}

describe('the report', () => {
  it('is one page that any browser shows without network and without script', async () => {
    const window = await vscode.open({ settings, files: TRAINED, viewport: { width: 1400, height: 900 } });
    const root = await open(window);
    await choose(root, 'Export the report', 'Report as HTML…');
    expect(await saveAs(window, 'out.html')).toMatch(/\/run\.html$/);
    await screenshot(window.page, 'exports-saved');

    await inBrowser(window, 'out.html', async (page) => {
      expect(await page.title()).toBe('Latent Lens: run/mu.npy');
      for (const [width, scheme] of [
        [1400, 'light'],
        [1400, 'dark'],
        [700, 'dark'],
        [700, 'light'],
      ] as const) {
        await page.setViewportSize({ width, height: 1000 });
        await page.emulateMedia({ colorScheme: scheme });
        const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
        expect(await page.evaluate(fits)).toBe(true);
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(31, 31, 31)');
        // The page's variables reach into the drawings, and the strip has the pixels of the same theme.
        const bar = page.locator('#kl .mark-rect path').first();
        expect(await bar.evaluate((element) => getComputedStyle(element).fill)).not.toMatch(/rgb\(0, 0, 0\)|none/);
        expect(await page.locator('.strip image:visible').getAttribute('class')).toBe(scheme);
        await screenshot(page, `report-${scheme}-${width}`);
      }
      await page.locator('#strip').scrollIntoViewIfNeeded();
      await screenshot(page, 'report-strip');
      // Paper is white, whatever the screen is.
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    });
  });

  it('has its numbers as JSON and CSV', async () => {
    const window = await vscode.open({ settings, files: HOLES });
    const root = await open(window);
    await choose(root, 'Export the report', 'Numbers as JSON…');
    await saveAs(window, 'numbers.json');
    const report: LatentReport = JSON.parse(text(window, 'numbers.json'));
    expect(report.dimensions).toHaveLength(8);
    expect(report.joint?.mutualInformation.samples).toBe(200);
    await choose(root, 'Export the report', 'Numbers as CSV…');
    await saveAs(window, 'numbers.csv');
    const rows = text(window, 'numbers.csv').split('\r\n');
    expect(rows).toHaveLength(10);
    expect(Number(rows[1].split(',')[rows[0].split(',').indexOf('kl')])).toBe(report.dimensions[0].kl);
  });

  it('is exported by a command, of the dashboard in front and of a dump that no dashboard shows', async () => {
    const window = await vscode.open({
      settings,
      files: { ...HOLES, 'other.json': { copy: 'media/samples/digits_json/digits_bnvae_g1.5.json' } },
    });
    await open(window);
    await runCommand(window.page, 'Latent Lens: Export Report...');
    expect(await saveAs(window, 'first.html')).toMatch(/\/run\.html$/);
    expect(text(window, 'first.html')).toContain('<title>Latent Lens: run/mu.npy</title>');
    await runCommand(window.page, 'View: Close All Editors');
    await window.page.locator('.explorer-folders-view').getByRole('treeitem', { name: 'other.json' }).dblclick();
    await window.page.locator('.tab', { hasText: 'other.json' }).waitFor();
    await runCommand(window.page, 'Latent Lens: Export Report...');
    expect(await saveAs(window, 'second.html')).toMatch(/\/other\.html$/);
    expect(text(window, 'second.html')).toContain('latent-lens report other.json --joint-samples 200');
  });
});

describe('a chart', () => {
  it.each([
    ['dark', 1400],
    ['light', 700],
  ] as const)('is saved as SVG and PNG as it is on screen: %s, %i wide', async (theme, width) => {
    const window = await vscode.open({ settings, files: HOLES, theme, viewport: { width, height: 900 } });
    const root = await open(window);
    await root.getByRole('button', { name: 'Save chart: KL per dimension' }).click();
    await screenshot(window.page, `exports-menu-${theme}`);
    await window.page.keyboard.press('Escape');
    for (const [title, view] of [
      ['KL per dimension', 'kl'],
      ['Aggregate posterior', 'aggregate'],
      ['All dimensions at a glance', 'strip'],
    ]) {
      await choose(root, `Save chart: ${title}`, 'Save as SVG…');
      const name = `${view}-${theme}.svg`;
      expect(await saveAs(window, name)).toMatch(new RegExp(`/run-${view}\\.svg$`));
      const svg = text(window, name);
      expect(svg).toContain(title);
      expect(svg).toContain('N = 1,797');
      expect(svg).not.toContain('var(');
      expect(svg).not.toMatch(/color\(/);
      await inBrowser(window, name, async (page) => {
        // Parsed as XML: what is not well formed has another root element.
        expect(await page.evaluate(() => document.documentElement.tagName)).toBe('svg');
        await screenshot(page, `exports-${view}-${theme}`);
      });
    }
    await choose(root, 'Save chart: Aggregate posterior', 'Save as PNG…');
    await saveAs(window, 'aggregate.png');
    const charts = root.locator('[data-view=aggregate] .chart');
    const shown = await charts.first().evaluate((chart) => chart.clientWidth);
    await inBrowser(window, 'aggregate.png', async (page) => {
      const size = await page.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth);
      expect(size).toBe(2 * (shown + 32));
      await screenshot(page, `exports-png-${theme}`);
    });
    expect(window.blocked).toEqual([]);
  });

  it('of several plots is one picture; those of pixels hold the pixels', async () => {
    const window = await vscode.open({ settings, files: HOLES, viewport: { width: 1400, height: 900 } });
    const root = await open(window);
    await root.getByRole('button', { name: 'Pin dimension 0' }).click();
    await root.getByRole('button', { name: 'Next dimension' }).click();
    await root.getByRole('button', { name: 'Pin dimension 1' }).click();
    await root.locator('[data-view=pins] .chart').nth(1).waitFor();
    await choose(root, 'Save chart: Pinned dimensions', 'Save as SVG…');
    await saveAs(window, 'pins.svg');
    expect(text(window, 'pins.svg')).toMatch(/>dimension 0<[\s\S]*>dimension 1</);

    await root.locator('[data-view=pairs]').scrollIntoViewIfNeeded();
    await root.locator('[data-view=pairs] .pair-plot:not(.stale) svg text').first().waitFor();
    await choose(root, 'Save chart: Pairs of dimensions', 'Save as SVG…');
    await saveAs(window, 'pairs.svg');
    expect(text(window, 'pairs.svg')).toContain('data:image/png;base64,');
    for (const name of ['pins', 'pairs']) {
      await inBrowser(window, `${name}.svg`, (page) => screenshot(page, `exports-${name}`));
    }
  });

  it('is copied where the browser permits it, and says so', async () => {
    const window = await vscode.open({ settings, files: HOLES, viewport: { width: 1400, height: 900 } });
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const root = await open(window);
    await choose(root, 'Save chart: KL per dimension', 'Copy PNG');
    await root.locator('[data-view=kl]').getByText('Copied').waitFor();
    const types = () => navigator.clipboard.read().then(([item]) => item.types);
    expect(await window.page.evaluate(types)).toEqual(['image/png']);
  });
});
