import { expect, test } from 'vitest';
import { analyzeNotebook, joinCells, notebookScript } from '../../../src/trainingScripts/notebook';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';
import { piece, vae } from './pythonSnippets';

/** An .ipynb file with these cells; a source is an array of lines, as Jupyter writes it, or one string. */
function notebook(cells: { type?: string; source: string | string[] }[], language = 'python'): string {
  return JSON.stringify(
    {
      cells: cells.map(({ type = 'code', source }) => ({ cell_type: type, metadata: {}, source, outputs: [] })),
      metadata: { kernelspec: { name: 'python3', language } },
      nbformat: 4,
    },
    null,
    1,
  );
}

const lines = (source: string) => source.split(/(?<=\n)/);

test('the code cells of a notebook are one script', () => {
  const file = notebook([
    { source: ['GAMMA = 0.5\n', 'NZ = 8'] },
    { type: 'markdown', source: ['# A model with gamma = 3\n'] },
    { source: 'print(GAMMA)' },
  ]);
  expect(notebookScript(file)?.text).toBe('GAMMA = 0.5\nNZ = 8\nprint(GAMMA)\n');
});

test('a span of the script is found in the JSON, behind escapes and across lines', () => {
  const file = notebook([{ source: ['s = "a\\\\b\\té"\n', 'GAMMA = 0.5\n', 'f(\n', '  1)'] }]);
  const script = notebookScript(file)!;
  const spanOf = (text: string) => {
    const from = script.text.indexOf(text);
    return script.toFile({ from, to: from + text.length });
  };
  expect(piece(file, spanOf('0.5'))).toBe('0.5');
  expect(piece(file, spanOf('GAMMA'))).toBe('GAMMA');
  expect(piece(file, spanOf('"a'))).toBe('\\"a');
  expect(piece(file, spanOf('f(\n  1)'))).toMatch(/^f\(\\n",\s+" {2}1\)$/);
});

test('sites of a notebook stand in its JSON, also where cells depend on each other', () => {
  const [top, bottom] = vae({
    top: 'GAMMA = 0.5',
    parameters: 'nz, gamma',
    init: INIT,
    bottom: 'model = VAE(8, gamma=GAMMA)',
  }).split(/(?=class VAE)/);
  const file = notebook([
    { source: lines(top) },
    { source: ['%matplotlib inline\n', '!pip install torch\n', ...lines(bottom)] },
  ]);
  const [site] = analyzeNotebook(file).sites;
  expect(site).toMatchObject({ gamma: 0.5, source: 'literal', name: 'GAMMA' });
  expect(piece(file, site.literal!)).toBe('0.5');
  expect(piece(file, site.batchNorm!.span)).toBe('nn.BatchNorm1d(8)');
  expect(site.uses.map((use) => piece(file, use))).toContain('self.mu_bn.weight.fill_(gamma)');
  const { insertAt } = site.batchNorm!.eps;
  expect(file.slice(insertAt - 2, insertAt + 1)).toBe('(8)');
});

const INIT = `self.mu_bn = nn.BatchNorm1d(8)
self.mu_bn.weight.requires_grad = False
self.mu_bn.weight.fill_(gamma)`;

test.each([
  ['%matplotlib inline\nx = 1', '                  \nx = 1\n'],
  ['x = !ls\ny = 2', '       \ny = 2\n'],
  ['  !pip install x', '                \n'],
  ['model?\ny = 2', '      \ny = 2\n'],
  ['%%time\nx = 1', '      \nx = 1\n'],
  ['%%bash\npython train.py --gamma 2', '      \n                         \n'],
  ['x = 7 % 3\ny = a != b', 'x = 7 % 3\ny = a != b\n'],
])('lines for IPython are blanked, none of Python: %j', (cell, text) => {
  expect(joinCells([cell]).text).toBe(text);
});

test('offsets of joined cells are those of each cell', () => {
  const cells = ['import x\n', 'GAMMA = 0.5', 'print(GAMMA)'];
  const joined = joinCells(cells);
  const from = joined.text.indexOf('0.5');
  expect(joined.toCell({ from, to: from + 3 })).toEqual({ cell: 1, span: { from: 8, to: 11 } });
  expect(joined.toCell({ from: 0, to: 6 })).toEqual({ cell: 0, span: { from: 0, to: 6 } });
});

test('a class that is defined again takes the place of the former one for the calls that follow', () => {
  const version = (gamma: string) => vae({ parameters: 'nz, gamma', init: INIT, bottom: `model = VAE(8, ${gamma})` });
  const { sites } = analyzeScript(joinCells([version('0.4'), version('1.4')]).text);
  expect(sites.map(({ gamma }) => gamma)).toEqual([0.4, 1.4]);
});

test('notebooks of other languages, and files that are no notebooks, give nothing', () => {
  expect(notebookScript(notebook([{ source: 'x <- 1' }], 'R'))).toBeNull();
  expect(notebookScript('{"gamma": 0.5}')).toBeNull();
  expect(notebookScript('')).toBeNull();
  expect(analyzeNotebook('[1, 2')).toEqual({ sites: [], parameters: [] });
});
