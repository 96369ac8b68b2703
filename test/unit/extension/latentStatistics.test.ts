import { describe, expect, it } from 'vitest';
import { arrayByName, arrayStatistics, dimensionStatistics } from '../../../src/extension/latentStatistics';
import { analyzed } from '../analysis/analyzed';

/** The reference case R6 of the specification, mu = +-1.2 and s = 0.5, beside a collapsed dimension. */
const mu = '[[1.2, 0], [-1.2, 0], [1.2, 0], [-1.2, 0]]';
const variance = '[[0.5, 1], [0.5, 1], [0.5, 1], [0.5, 1]]';

const reportOf = async (text: string) => (await analyzed({ 'd.json': text }, { paths: ['/d/d.json'] })).report;
const pair = () => reportOf(`{"gamma": [1.2, 0.5], "mu": ${mu}, "var": ${variance}}`);

describe('statistics as Markdown', () => {
  it('of the dimension that a column is of', async () => {
    expect(dimensionStatistics(await pair(), 'mean', 3, 0)).toBe(
      [
        '`mu[3, 0]`: posterior mean of example 3 in dimension 0',
        '',
        '| dimension 0 | N = 4 |',
        '| :-- | :-- |',
        '| mean of μ, β̂ | 0 |',
        '| s.d. of μ, γ̂ | 1.2, declared γ = 1.2 |',
        '| mean σ², S | 0.5 |',
        '| KL, K | 0.817 ± 0 nats, floor 0.72 |',
        '| KL(q_j ‖ p), F | 0.238 nats, moment floor 0.139 |',
        '| unit | active |',
      ].join('\n'),
    );
    const collapsed = dimensionStatistics(await pair(), 'spread', 0, 1);
    expect(collapsed).toContain('`var[0, 1]`: posterior spread of example 0 in dimension 1');
    expect(collapsed).toContain('| unit | collapsed |');
    expect(collapsed).toContain('declared γ = 0.5');
  });

  it('of no dimension that the report does not have', async () => {
    expect(dimensionStatistics(await pair(), 'mean', 0, 2)).toBeUndefined();
  });

  it('of an array, with what it is and the totals', async () => {
    const report = await pair();
    expect(arrayStatistics(report, ['mean'])).toBe(
      [
        '`mu`: posterior mean, shape [4, 2], json',
        '',
        '| D = 2 | N = 4 |',
        '| :-- | :-- |',
        '| KL, K | 0.817 ± 0 nats, floor 0.72, 0.845 by the declared γ |',
        '| KL(q_j ‖ p) summed, F | 0.238 nats, moment floor 0.139 |',
        '| mutual information summed, I | 0.578 nats |',
        '| units | 1 active, 1 collapsed of 2 |',
      ].join('\n'),
    );
    expect(arrayStatistics(report, ['spread'])).toContain(
      '`var`: posterior spread, shape [4, 2], json, taken for variance by name',
    );
  });

  it('of a stacked array, which is both, with rows left out and no gamma declared', async () => {
    const report = await reportOf(`{"z": [${mu}, ${variance.replace('0.5', 'NaN')}]}`);
    const text = arrayStatistics(report, ['mean', 'spread']);
    expect(text).toContain('`z`: posterior mean, shape [4, 2], json\n\n`z`: posterior spread');
    expect(text).toContain('taken for variance by values');
    expect(text).toContain('| rows left out | 1, not finite |');
    expect(text).not.toContain('declared');
    expect(dimensionStatistics(report, 'mean', 0, 0)).not.toContain('declared');
  });

  it('with a dash for what is not computed', async () => {
    const report = await pair();
    const dimensions = report.dimensions.map((dimension) => ({ ...dimension, aggregateKl: null }));
    expect(dimensionStatistics({ ...report, dimensions }, 'mean', 0, 0)).toContain('F | – nats');
  });
});

describe('what an array is taken for by its name', () => {
  it('is said of means and spreads', () => {
    expect(arrayByName('z_mean')).toBe('`z_mean` is taken for the posterior mean by its name.');
    expect(arrayByName('logvar')).toBe('`logvar` is taken for the posterior spread (logvar) by its name.');
    expect(arrayByName('labels')).toBeUndefined();
  });

  it('cannot break out of its code span', () => {
    expect(arrayByName('mu `](http://x)\n')).toBe('`mu  ](http://x) ` is taken for the posterior mean by its name.');
  });
});
