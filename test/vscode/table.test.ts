import { describe, expect, it } from 'vitest';
import { float32Npy } from '../unit/analysis/npyFile';
import {
  drawn,
  type Locator,
  openDashboard,
  runCommand,
  screenshot,
  useVSCode,
  type Workbench,
  webviewFrame,
} from './harness';

const vscode = useVSCode();
const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';

async function open(window: Workbench): Promise<{ root: Locator; view: Locator; grid: Locator; filter: Locator }> {
  await openDashboard(window, 'run/mu.npy');
  const root = await drawn(window);
  return { root, ...(await partsOf(root)) };
}

async function partsOf(root: Locator) {
  const view = root.locator('[data-view=dimensions]');
  await view.evaluate((element) => element.scrollIntoView());
  return { view, grid: view.getByRole('grid'), filter: view.getByLabel('Filter') };
}

/** The dimensions of the rows, from above. */
const shown = (grid: Locator) =>
  grid.locator('tr[data-dimension]').evaluateAll((rows) => rows.map((row) => Number(row.dataset.dimension)));
/** Row and column of the cell with the focus. */
const focus = (grid: Locator) =>
  grid.evaluate(() => {
    const cell = document.activeElement!.closest<HTMLTableCellElement>('td, th');
    return cell && [Number(cell.closest('tr')!.getAttribute('aria-rowindex')), cell.cellIndex + 1];
  });
const chosen = (root: Locator) => root.locator('[data-view=aggregate] .position');

async function clipboard({ page, context }: Workbench): Promise<string[][]> {
  await context.grantPermissions(['clipboard-read']);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  return text.split('\n').map((line) => line.split('\t'));
}

describe('the table of eight dimensions', () => {
  it('filters, says what it does not understand, and keeps filter and sort over a reload', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 900 } });
    const { view, grid, filter } = await open(window);
    await filter.fill('2, 4-6');
    expect(await shown(grid)).toEqual([2, 4, 5, 6]);
    await view.getByText('4 of 8 rows').waitFor();
    await filter.fill('collapsed');
    expect(await shown(grid)).toEqual([]);
    await view.getByText('0 of 8 rows').waitFor();
    await screenshot(window.page, 'table-empty');

    await filter.fill('kl >> 1');
    await view.getByText('The filter has “kl >> 1”, expected').waitFor();
    expect(await filter.getAttribute('aria-invalid')).toBe('true');
    expect(await shown(grid)).toHaveLength(8);
    await screenshot(window.page, 'table-error');

    await filter.fill('0-5 F > 0.4');
    await grid.locator('[data-column=aggregateKl] button').click();
    const rows = await shown(grid);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.length).toBeLessThan(6);
    const values = await grid
      .locator('tr[data-dimension] td:nth-child(4)')
      .evaluateAll((cells) => cells.map((cell) => Number.parseFloat(cell.getAttribute('title')!)));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(Math.min(...values)).toBeGreaterThan(0.4);
    await screenshot(window.page, 'table-dark-1400');

    await runCommand(window.page, 'Developer: Reload Window');
    await window.page.waitForEvent('domcontentloaded');
    const again = webviewFrame(window.page).locator('#latent-lens[data-state=ready]');
    await again.waitFor();
    const reloaded = await partsOf(again);
    expect(await reloaded.filter.inputValue()).toBe('0-5 F > 0.4');
    expect(await shown(reloaded.grid)).toEqual(rows);
    await reloaded.filter.press('Escape');
    expect(await shown(reloaded.grid)).toHaveLength(8);
  });

  it('copies the rows shown by the button, and the selected row by the keys', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 900 } });
    const { view, grid, filter } = await open(window);
    await filter.fill('1, 3');
    await view.getByRole('button', { name: 'Copy rows' }).click();
    await view.getByText('Copied 2 rows.').waitFor();
    const [header, first, second, last] = await clipboard(window);
    expect(header.slice(0, 4)).toEqual(['index', 'betaHat', 'gammaHat', 'meanVariance']);
    expect([first[0], second[0], last]).toEqual(['1', '3', ['']]);
    expect(first).toHaveLength(header.length);
    expect(first[header.indexOf('kl')]).toMatch(/^1\.\d{10,}$/);
    expect(first[header.indexOf('active')]).toBe('true');

    await grid.locator('tr[data-dimension="3"] td').nth(2).click();
    await window.page.keyboard.press('Control+c');
    await view.getByText('Copied 1 row.').waitFor();
    const copied = await clipboard(window);
    expect(copied.map(([index]) => index)).toEqual(['index', '3', '']);
  });

  it('moves from cell to cell as an ARIA grid, with one stop of the Tab key', async () => {
    const window = await vscode.open({ files: { run: { copy: HOLES } }, viewport: { width: 1400, height: 900 } });
    const { root, grid } = await open(window);
    await grid.locator('tr[data-dimension="2"] td').first().click();
    await expect.poll(() => chosen(root).innerText()).toContain('dimension 2 of');
    expect(await focus(grid)).toEqual([4, 1]);
    await window.page.keyboard.press('ArrowRight');
    await window.page.keyboard.press('ArrowDown');
    expect(await focus(grid)).toEqual([5, 2]);
    await expect.poll(() => chosen(root).innerText()).toContain('dimension 3 of');
    await window.page.keyboard.press('End');
    expect(await focus(grid)).toEqual([5, 15]);
    await window.page.keyboard.press('Control+End');
    expect(await focus(grid)).toEqual([9, 15]);
    await window.page.keyboard.press('PageUp');
    await window.page.keyboard.press('Home');
    expect(await focus(grid)).toEqual([2, 1]);
    await window.page.keyboard.press('ArrowUp');
    await window.page.keyboard.press('ArrowRight');
    expect(await focus(grid)).toEqual([1, 2]);
    await window.page.keyboard.press('Enter');
    expect(await grid.locator('[data-column=kl]').getAttribute('aria-sort')).toBe('descending');
    expect(await grid.locator('[tabindex="0"]').count()).toBe(1);
  });
});

it('says at 700 pixels which columns are scrolled off, the dimension staying in sight', async () => {
  const window = await vscode.open({
    files: { run: { copy: HOLES } },
    theme: 'light',
    viewport: { width: 700, height: 900 },
  });
  const { view, grid } = await open(window);
  const off = view.locator('.columns-off');
  expect(await off.innerText()).toMatch(/^Scrolled off: to the right .*state\.$/);
  await screenshot(window.page, 'table-light-700');
  await grid.locator('tr[data-dimension="2"] td').first().click();
  await window.page.keyboard.press('End');
  await expect.poll(() => off.innerText()).toMatch(/^Scrolled off: to the left K, B, .*(?<!state)\.$/);
  const box = (await view.locator('.scroller').boundingBox())!;
  const index = (await grid.locator('tr[data-dimension="2"] td').first().boundingBox())!;
  expect(Math.abs(index.x - box.x)).toBeLessThan(2);
  await screenshot(window.page, 'table-light-700-scrolled');
});

it('shows 4,096 dimensions by those in sight, filtered or not', async () => {
  const files = {
    'run/mu.npy': float32Npy(64, 4096, (i, j) => (j % 7 === 0 ? 0 : Math.sin(i * 2.399 + j))),
    'run/logvar.npy': float32Npy(64, 4096, (_, j) => (j % 7 === 0 ? 0 : -1)),
  };
  const window = await vscode.open({ files, viewport: { width: 1400, height: 1000 } });
  const { root, view, grid, filter } = await open(window);
  const existing = async () => (await shown(grid)).length;
  expect(await existing()).toBeLessThan(100);
  await filter.fill('collapsed');
  await view.getByText('586 of 4,096 rows').waitFor();
  expect(await existing()).toBeLessThan(100);
  await grid.locator('tr[data-dimension] td').nth(400).click();
  await window.page.keyboard.press('Home');
  await window.page.keyboard.press('Control+Home');
  await expect.poll(async () => (await shown(grid))[1]).toBe(7);
  await window.page.keyboard.press('Control+End');
  await expect.poll(() => chosen(root).innerText()).toContain('dimension 4095 of');
  expect(await focus(grid)).toEqual([587, 1]);
  await screenshot(window.page, 'table-4096');
});
