import { runHostTests } from './harness';

/** One line, as json.dump writes it; 200 rows so that its end lies past column 10,000. */
function jsonDump(nanRow: number | null): string {
  const row = (i: number, scale: number) => [0, 1, 2, 3].map((j) => scale * Math.sin(1 + i * (j + 1) * 1.7)).join(', ');
  const rows = (scale: number, shift: number) =>
    Array.from({ length: 200 }, (_, i) =>
      i === nanRow && shift === 0 ? '[0.5, NaN, 0.5, 0.5]' : `[${row(i + shift, scale)}]`,
    ).join(', ');
  return `{"gamma": 1.5, "mu": [${rows(2.1, 0)}], "logvar": [${rows(-0.5, 7)}]}`;
}

/** As written by hand: few rows, so that small-sample is among the findings. */
const shortDump = `{"gamma": 1.5, "mu": [${Array.from({ length: 30 }, (_, i) => `[${i % 2 ? 1.5 : -1.5}, ${i % 3 ? 1 : -2}]`).join(', ')}], "logvar": [${Array.from({ length: 30 }, () => '[-1, -1]').join(', ')}]}`;

const HOLES = 'media/samples/digits_bnvae_g1.5_eps1e-8';

await runHostTests('test/vscode/host/problems.ts', {
  files: {
    'dump.json': jsonDump(180),
    'dump2.json': shortDump,
    'closing.json': shortDump,
    'deleting.json': shortDump,
    run: { copy: HOLES },
    partner: { copy: HOLES },
    'bare/mu.npy': { copy: `${HOLES}/mu.npy` },
    'bare/logvar.npy': { copy: `${HOLES}/logvar.npy` },
    mnist: { copy: 'test/fixtures/trained/mnist_bnvae_g0.5' },
  },
});
