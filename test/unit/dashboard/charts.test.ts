import { readdirSync } from 'node:fs';
import { parse } from 'vega-parser';
import { View } from 'vega-view';
import { expect, test } from 'vitest';
import '../../../src/dashboard/vega';

const folder = new URL('../../../src/dashboard/charts/', import.meta.url);
const charts = readdirSync(folder).filter((file) => file !== 'compileChart.ts');

test.each(charts)('%s compiles, and runs without data', async (file) => {
  const { default: spec } = await import(new URL(file, folder).href);
  // Colours come as a signal: none may be fixed at build time.
  expect(JSON.stringify(spec)).not.toMatch(/"#[0-9a-f]{3,6}"/i);
  const view = new View(parse(spec), { renderer: 'none' });
  await view.runAsync();
  expect(view.data(spec.data[0].name)).toEqual([]);
});
