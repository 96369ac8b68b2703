import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float64Npy } from '../analysis/npyFile';
import { bundledCommandLine, type CommandLine } from './commandLine';

const SAMPLE = resolve('media/samples/digits_bnvae_g1.5_eps1e-8');
const TRAINED = resolve('test/fixtures/trained/mnist_bnvae_g0.5');

let cli: CommandLine;
beforeAll(async () => {
  cli = await bundledCommandLine({ report: true });
}, 120_000);
afterAll(() => cli.dispose());

const MEAN = float64Npy(50, 3, (i, j) => Math.sin(i * (j + 1)));
const LOG_VARIANCE = float64Npy(50, 3, (i, j) => -1 - Math.abs(Math.cos(i + j)));

/** Addresses that a page names anywhere, and of these the ones that are no link to the documentation. */
const elsewhere = (html: string) =>
  [...html.matchAll(/(?:https?:)?\/\/[\w.-]+\.\w+[^"' <]*/g)]
    .filter(({ index }) => !/(?:<a href="|xmlns(?::\w+)?="|<dd>Latent Lens [^<]*)$/.test(html.slice(0, index)))
    .map(([address]) => address);

/** A report takes seconds, several where much else runs. */
const PATIENCE = { timeout: 120_000 };

describe('report', PATIENCE, () => {
  it('of one array shows that, and says why no more', async () => {
    for (const [name, said] of [
      ['mu', 'Means only: the KL'],
      ['z', 'Samples only: the KL'],
    ]) {
      const { status, stdout: page } = await cli.run('report', cli.folder({ [`${name}.npy`]: MEAN }), '-o', '-');
      expect(status).toBe(0);
      expect(page).toContain(said);
      const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
      expect(sections).toEqual(['findings', 'lone', 'dimensions']);
      expect(page).not.toMatch(/NaN|undefined/);
    }
  });

  it('writes one page that needs nothing else, and says where', async () => {
    const folder = cli.folder({ 'keep.txt': '' });
    const file = join(folder, 'x.html');
    const { status, stdout, stderr } = await cli.run('report', TRAINED, '-o', file, '--joint-samples', '100');
    expect([status, stdout, stderr]).toEqual([0, `${file}\n`, '']);
    const html = readFileSync(join(folder, 'x.html'), 'utf8');
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(html).toContain('<title>Latent Lens: mnist_bnvae_g0.5/mu.npy</title>');
    expect(html).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
    );
    expect(html).not.toMatch(/<script|<link|<iframe|<object|<img|@import|javascript:| on\w+="/i);
    expect(elsewhere(html)).toEqual([]);
    // What is loaded is in the page itself, or in its head's policy's one exception.
    const sources = [...html.matchAll(/ (?:src|srcset|xlink:href|(?<!<a )href)="([^"]{0,22})/g)].map(
      ([, start]) => start,
    );
    expect(new Set(sources)).toEqual(new Set(['data:image/png;base64,']));
    expect([...html.matchAll(/url\(([^)]*)\)/g)].every(([, target]) => target.startsWith('#'))).toBe(true);

    for (const id of [
      'findings',
      'kl',
      'aggregate',
      'worst',
      'strip',
      'gamma-sigma',
      'gamma-explorer',
      'decomposition',
      'pairs',
    ])
      expect(html).toContain(`<section id="${id}"`);
    expect([...html.matchAll(/<tr[^>]*><th scope="row">\d+<\/th>/g)]).toHaveLength(32);
    expect(html.match(/<table/g)!.length).toBe(html.match(/<caption>[^<]+<\/caption>/g)!.length);
    // Every picture says in words what it shows, or is no more than decoration.
    const pictures = [...html.matchAll(/<svg (?:(?!x=|y=)[^>])*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => tag.includes('viewBox'));
    expect(pictures.filter((tag) => !/role="img" aria-label="[^"]{10,}"|aria-hidden="true"/.test(tag))).toEqual([]);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).toContain(`<code>latent-lens report ${TRAINED} --joint-samples 100</code>`);
    expect(html).toContain('an estimate from 100 draws');
    expect(html.length).toBeLessThan(600_000);
  });

  it('names the page after the dump where no name is given', async () => {
    const folder = cli.folder({ 'run/mu.npy': MEAN, 'run/logvar.npy': LOG_VARIANCE });
    const { status, stdout } = await cli.runIn(folder, 'report', 'run', '--joint-samples', '0', '--gamma=0.5');
    expect([status, stdout]).toEqual([0, 'run.html\n']);
    const first = readFileSync(join(folder, 'run.html'), 'utf8');
    expect(first).toContain('<code>latent-lens report run --gamma 0.5 --joint-samples 0</code>');
    expect(first).toContain('I and TC are not estimated.');
    expect(first).toContain('Correlations come with the joint part.');
    // A report that is there is replaced.
    await cli.runIn(folder, 'report', 'run', '--joint-samples', '0');
    expect(readFileSync(join(folder, 'run.html'), 'utf8')).not.toContain('--gamma');
  });

  it('prints to stdout, and nothing else there', async () => {
    const folder = cli.folder({ 'keep.txt': '' });
    const { status, stdout, stderr } = await cli.runIn(folder, 'report', SAMPLE, '-o', '-', '--fail-on', 'error');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    expect(existsSync(join(folder, 'digits_bnvae_g1.5_eps1e-8.html'))).toBe(false);
  });

  it.each([
    [['report', 'nowhere'], /^latent-lens: nowhere: .*no such file or folder.*\n$/],
    [['report', 'run', '-o', 'no/such/folder/r.html'], /^latent-lens: no\/such\/folder\/r\.html: .*ENOENT.*\n$/],
  ])('%j fails in one line', async (argv, message) => {
    const folder = cli.folder({ 'run/mu.npy': MEAN, 'run/logvar.npy': LOG_VARIANCE });
    const { status, stdout, stderr } = await cli.runIn(folder, ...argv);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('takes names and sidecars for text, whatever they hold', async () => {
    const hostile = '<img src=x onerror=alert(1)>&"\'--><script>alert(2)<';
    const name = hostile.replaceAll('/', '');
    const folder = cli.folder({
      [`${name}/mu.npy`]: MEAN,
      [`${name}/logvar.npy`]: LOG_VARIANCE,
      [`${name}/meta.json`]: JSON.stringify({
        gamma: 0.5,
        model: hostile,
        dataset: '</style><script>alert(3)</script>',
      }),
    });
    const { status, stdout } = await cli.runIn(folder, 'report', name, '-o', '-', '--joint-samples', '0');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/<img|<script|<!--|-->/);
    expect(stdout.match(/<\/style>/g)).toHaveLength(1);
    expect(stdout).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
  });
});

it('analyze --csv prints a row per dimension, as the JSON has it', PATIENCE, async () => {
  const report = await cli.report(SAMPLE, '--joint-samples', '0');
  const { status, stdout, stderr } = await cli.run('analyze', SAMPLE, '--joint-samples', '0', '--csv');
  expect([status, stderr]).toEqual([0, '']);
  const [header, ...rows] = stdout
    .split('\r\n')
    .slice(0, -1)
    .map((row) => row.split(','));
  expect(header).toEqual(Object.keys(report.dimensions[0]));
  expect(rows).toEqual(
    report.dimensions.map((dimension) => Object.values(dimension).map((value) => String(value ?? ''))),
  );
});
