import { describe, expect, it } from 'vitest';
import { sourceFacts } from '../../../src/dashboard/sourceFacts';
import type { LabelsReport } from '../../../src/diagnostics/report';
import { dimension, report } from './sampleReport';

describe('the fact of labels', () => {
  const whole = report([dimension(0)]);
  const factOf = (labels: LabelsReport | null) =>
    sourceFacts({ ...whole, source: { ...whole.source, labels } }).find(({ name }) => name === 'Labels')?.parts;
  const classes = (count: number) => Array.from({ length: count }, (_, k) => ({ name: `${k}`, count: 5 }));

  it('says where they are from, and how many classes there are', () => {
    expect(factOf({ source: 'labels.npy', classes: classes(10), note: null })).toEqual(['labels.npy, 10 classes']);
    expect(factOf({ source: 'y.npy', classes: classes(1), note: '2 missing' })).toEqual(['y.npy, 1 class; 2 missing']);
  });

  it('says why there are none, and nothing where there is nothing to say', () => {
    const note = 'labels.npy has 2 entries, expected 400';
    expect(factOf({ source: null, classes: null, note })).toEqual([`none: ${note}`]);
    const scale = { source: 'y.npy', classes: null, note: 'more than 20 different numbers' };
    expect(factOf(scale)).toEqual(['y.npy: more than 20 different numbers']);
    expect(factOf(null)).toBeUndefined();
  });
});

it.each([
  [1e-5, '1e-5'],
  [1e-3, '0.001'],
])('a batch norm eps of %d is written %s', (bnEps, text) => {
  const whole = report([dimension(0)]);
  const declared = { ...whole.source.declared, bnEps };
  const facts = sourceFacts({ ...whole, source: { ...whole.source, declared } });
  expect(facts.find(({ name }) => name === 'Batch norm eps')?.parts).toEqual([text]);
});
