import { expect, it } from 'vitest';
import { worstFirst } from '../../../../src/diagnostics/findings/severity';
import { finding } from '../../dashboard/sampleReport';

it('findings of one severity keep their order', () => {
  const [a, b, c] = [finding({ severity: 'info' }), finding({ value: 1 }), finding({ value: 2 })];
  expect(worstFirst([a, b, c])).toEqual([b, c, a]);
});
