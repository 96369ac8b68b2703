import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GammaSource } from '../../../src/trainingScripts/gammaSite';
import { lintFiles } from '../../../src/trainingScripts/lintFiles';

const CORPUS = 'test/fixtures/scripts';

/** Lines count from 1; several of them are equally right. */
interface ExpectedSite {
  file: string;
  line: number | number[];
  gamma: number | null;
  source: GammaSource;
}
interface ExpectedFinding {
  file: string;
  line: number;
  code: string;
}
interface Reports {
  sites: ExpectedSite[];
  findings: ExpectedFinding[];
}
/** By entry of the corpus. What it may report is neither missed nor wrong. */
type Expectations = Record<string, Reports & { mayReport?: Reports }>;
const EXPECTED: Expectations = JSON.parse(readFileSync(`${CORPUS}/expected.json`, 'utf8'));
const NOTHING: Reports = { sites: [], findings: [] };

/** Written apart from the analyzer, to measure it once on code it was not built for; now the corpus's as the rest. */
const BLIND_PARTS = ['held-out', 'fresh', 'fresh2'];

/** The entries of a folder: a file is a workspace of one file, a folder one with all its files. */
const entriesOf = (folder: string) =>
  readdirSync(`${CORPUS}/${folder}`)
    .filter((name) => !BLIND_PARTS.includes(name))
    .map((name) => `${folder}/${name}`);

function workspaceOf(entry: string): { path: string; text: string }[] {
  const root = `${CORPUS}/${entry}`;
  if (!statSync(root).isDirectory()) return [{ path: basename(entry), text: readFileSync(root, 'utf8') }];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`)
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}

/** A report as the one text that it is compared by and shown as, for each line that is right. */
const siteTexts = ({ file, line, gamma, source }: ExpectedSite) =>
  [line].flat().map((at) => `${file}:${at} gamma ${gamma && Number(gamma.toPrecision(9))} (${source})`);
const findingTexts = ({ file, line, code }: ExpectedFinding) => [`${file}:${line} ${code}`];

interface Score {
  right: number;
  missed: string[];
  wrong: string[];
}

/** Each report is good for one expectation, so that a second report of the same is wrong. */
function score(reported: string[], expected: string[][], tolerated: string[][]): Score {
  const missing = [...expected];
  const spare = [...tolerated];
  const take = (from: string[][], text: string) => {
    const at = from.findIndex((texts) => texts.includes(text));
    return at >= 0 && from.splice(at, 1).length > 0;
  };
  const wrong = reported.filter((text) => !take(missing, text) && !take(spare, text));
  return { right: expected.length - missing.length, missed: missing.map((texts) => texts.join(' or ')), wrong };
}

function scoresOf(entry: string): { sites: Score; findings: Score } {
  const reported = lintFiles(workspaceOf(entry));
  const { sites, findings, mayReport = NOTHING } = EXPECTED[entry] ?? NOTHING;
  return {
    sites: score(reported.sites.flatMap(siteTexts), sites.map(siteTexts), mayReport.sites.map(siteTexts)),
    findings: score(
      reported.findings.flatMap(findingTexts),
      findings.map(findingTexts),
      mayReport.findings.map(findingTexts),
    ),
  };
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;

it('the expectations are of the entries of positive, all of them', () => {
  const folders = ['positive', ...BLIND_PARTS.map((part) => `positive/${part}`)];
  expect(Object.keys(EXPECTED).sort()).toEqual(folders.flatMap(entriesOf).sort());
});

const PARTS = [['the part for development', ''], ...BLIND_PARTS.map((part) => [`the ${part} part`, `/${part}`])];

describe.each(PARTS)('%s', (part, folder) => {
  const entries = [...entriesOf(`positive${folder}`), ...entriesOf(`negative${folder}`)];

  it.each(entries)('%s: reports nothing that is wrong', (entry) => {
    const { sites, findings } = scoresOf(entry);
    expect([...sites.wrong, ...findings.wrong]).toEqual([]);
  });

  it.each(['sites', 'findings'] as const)('%s: none is wrong, at least 95 of 100 are found', (kind) => {
    const scores = entries.map((entry) => ({ entry, ...scoresOf(entry)[kind] }));
    const named = (key: 'wrong' | 'missed') => scores.flatMap((one) => one[key].map((text) => `${one.entry}: ${text}`));
    const right = scores.reduce((sum, one) => sum + one.right, 0);
    const [wrong, missed] = [named('wrong'), named('missed')];
    const precision = percent(right, right + wrong.length);
    const recall = percent(right, right + missed.length);
    console.log(`${kind}, ${part}: precision ${precision}, recall ${recall}`);
    const isGood = wrong.length === 0 && right / (right + missed.length) >= 0.95;
    expect(isGood, `wrong:\n${wrong.join('\n')}\nmissed:\n${missed.join('\n')}`).toBe(true);
  });
});
