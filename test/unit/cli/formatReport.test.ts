import { expect, it } from 'vitest';
import { formatReport } from '../../../src/cli/formatReport';
import { dimension, NO_DENSITY, report } from '../dashboard/sampleReport';

/** The cells of a table row by the names of its columns. */
function rowOf(text: string, index: number): Record<string, string> {
  const cells = (line: string) => line.trim().split(/ {2,}/);
  const lines = text.split('\n');
  const names = cells(lines.find((line) => /^ *j {2,}K/.test(line))!);
  const values = cells(lines.find((line) => new RegExp(`^ *${index} {2,}`).test(line))!);
  expect(values).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, k) => [name, values[k]]));
}

const known = dimension(0, { aggregateKl: 0.25, reverseKl: 0.5, holeMass: 0.125 });

it('prints a dash for what takes a density that is not known, and the rest', () => {
  const text = formatReport(report([known, dimension(1, { ...NO_DENSITY, aggregateKlFloor: 0.2 })]));
  const density = { F: '-', 'F err': '-', J: '-', R: '-', H: '-', I: '-' };
  expect(rowOf(text, 1)).toMatchObject({ K: '0.5', 's.e.': '0.01', MM: '0.2', t: '1', ...density });
  expect(rowOf(text, 0)).toMatchObject({ F: '0.25', 'F err': '0', J: '0', R: '0.5', H: '0.125', I: '0.5' });
  expect(text).toContain('sum F -; moment floor 0.2\n');
  expect(text).toMatch(/^mutual information {2}sum - \(cap/m);
  expect(text).not.toMatch(/NaN|null/);
});

it('prints sums where every density is known', () => {
  const text = formatReport(report([known, dimension(1, { aggregateKl: 0.5 })]));
  expect(text).toContain('sum F 0.75;');
  expect(text).toMatch(/^mutual information {2}sum 1 \(cap/m);
});

it('leaves out a standard error that is but rounding; its own column has it', () => {
  const whole = report([dimension(0, { klStandardError: 4e-15 }), dimension(1, { kl: 2.5, klStandardError: 0.0049 })]);
  const text = formatReport({
    ...whole,
    totals: { ...whole.totals, klStandardError: 3e-16 },
    joint: {
      mutualInformation: { value: 7.494, standardError: 4e-15, samples: 100, capped: true },
      aggregateKl: { value: 0.0123, standardError: 0.002 },
      totalCorrelation: { value: 0.5, standardError: null },
    },
  });
  expect([rowOf(text, 0)['s.e.'], rowOf(text, 1)['s.e.']]).toEqual(['< 1e-12', '0.0049']);
  expect(text).toMatch(/^KL +3 nats; floor/m);
  expect(text).toContain('I 7.49 (capped by ln N); F 0.0123 +- 0.002; total correlation 0.5 (100 draws)');
});
