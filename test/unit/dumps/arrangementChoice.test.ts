import { describe, expect, it } from 'vitest';
import { arrange } from '../../../src/dumps/arrange';
import { arrangementsOf } from '../../../src/dumps/arrangementChoice';
import { saysBoth, spreadKindSaid } from '../../../src/dumps/arrangementNames';
import { checkShapes, isStatisticShape } from '../../../src/dumps/dumpShapes';
import { memoryArray } from '../../../src/dumps/memoryArray';
import { seededRandom } from './random';

const PAIR = ['mu', 'logvar'];

describe('arrangementsOf takes of a pair', () => {
  it.each([
    [[1797, 8], PAIR, 'rows', 'each row an example'],
    [[1, 1], PAIR, 'rows', 'each row'],
    [[20, 512, 8], PAIR, 'step:-1', 'the last of 20 steps'],
    [[2, 512, 8], PAIR, 'step:-1', 'the last of 2 steps'],
    [
      [20, 512, 8],
      ['episode_mu', 'episode_logvar'],
      'last-axis',
      '20 × 512 positions an example: the name says "episode"',
    ],
    [[20, 512, 8], ['rollouts/mu', 'rollouts/logvar'], 'last-axis', 'rollouts'],
    [[4, 64, 64], ['image_mu', 'image_logvar'], 'channels', '64 × 64 positions an example'],
    [[20, 8, 8], ['mu_by_epoch', 'logvar_by_epoch'], 'step:-1', 'the last of 20 steps: the name says "epoch"'],
    [[4, 64, 64], PAIR, null, '4 steps, or 4 channels of 64 × 64'],
    [[512, 1, 8], PAIR, 'flatten', 'without its axes of length 1'],
    [[1, 512, 8], PAIR, 'last-axis', 'without'],
    [[512, 8, 1], PAIR, 'flatten', 'without'],
    [[512, 8, 1, 1], PAIR, 'flatten', 'without'],
    [[512, 1, 1, 8], PAIR, 'flatten', 'without'],
    [[100, 4, 32, 32], PAIR, 'flatten', 'flattened: 4 × 32 × 32 numbers an example'],
    [[100, 4, 64, 64], PAIR, 'channels', 'per channel: 16,384 dimensions are more than 4,096'],
    [[100, 64, 64, 4], PAIR, 'last-axis', 'per channel: 16,384'],
    [[1, 4, 32, 32], PAIR, 'channels', 'per channel: there is one example'],
    [[100, 4, 8, 32, 32], PAIR, 'channels', '32,768'],
  ])('%j named %j: %s', (shape, names, chosen, why) => {
    const choice = arrangementsOf(shape, shape, names);
    expect(choice.chosen).toBe(chosen);
    expect(choice.why).toContain(why);
  });
});

describe('arrangementsOf takes of one array', () => {
  it.each([
    [[2, 512, 8], ['latents'], 'stack', 'stacked'],
    [[2, 64, 64], ['latents'], 'stack', 'stacked'],
    [[512, 8, 2], ['latents'], 'interleaved', 'side by side'],
    [[512, 16], ['mu_logvar'], 'halves', '8 of 16: the name "mu_logvar" says both'],
    [[512, 16], ['arr_0', 'posterior_params'], 'halves', 'posterior_params'],
    [[512, 16], ['latents'], null, 'no name says that [512, 16] holds mean and spread'],
    [[2, 16], ['mean_std'], null, 'two rows'],
    [[512, 15], ['mu_logvar'], null, 'no shape of a mean and a spread in one array'],
    [[8, 32, 32], ['img-mean-std-00000001'], 'moments', '4 of 8'],
    [[8, 32, 32], ['moments'], 'moments', 'says both'],
    [[2, 32, 32], ['moments'], 'moments', '1 of 2'],
    [[32, 32, 8], ['mu_logvar'], 'halves', '4 of 8'],
    [[8, 2, 2], ['moments'], 'moments', '4 of 8'],
    [[20, 100, 16], ['posterior'], null, 'on its first axis or on its last'],
    [[21, 100, 16], ['posterior'], 'halves', '8 of 16'],
    [[8, 32, 32], ['latents'], null, 'no name says'],
    [[100, 8, 32, 32], ['moments'], 'moments-flatten', '4 × 32 × 32'],
    [[100, 8, 64, 64], ['moments'], 'moments', '16,384 dimensions are more than 4,096'],
    [[100, 32, 32, 8], ['moments'], 'halves', '4 of 8'],
    [[1, 8, 32, 32], ['moments'], 'moments', 'one example'],
    [[100, 8, 32, 32], ['latents'], null, 'no name says'],
    [[512, 16], ['mu'], null, '"mu" names a mean alone'],
    [[2, 512, 8], ['dump', 'logvar'], null, '"logvar" names a spread alone'],
  ])('%j named %j: %s', (shape, names, chosen, why) => {
    const choice = arrangementsOf(shape, null, names);
    expect(choice.chosen).toBe(chosen);
    expect(choice.why).toContain(why);
  });
});

describe('arrangementsOf offers', () => {
  it('all that apply, with their shapes', () => {
    const { offered } = arrangementsOf([20, 512, 8], [20, 512, 8], PAIR);
    expect(offered.map(({ id, shape, steps }) => [id, shape, steps])).toEqual([
      ['flatten', [20, 4096], undefined],
      ['channels', [4096, 20], undefined],
      ['last-axis', [10240, 8], undefined],
      ['step:-1', [512, 8], 20],
    ]);
    const joint = arrangementsOf([100, 8, 4, 4], null, ['latents']).offered;
    expect(joint.map(({ id, shape }) => [id, shape])).toEqual([
      ['halves', [3200, 2]],
      ['moments', [1600, 4]],
      ['moments-flatten', [100, 64]],
    ]);
  });

  it('the last step of halves, beside the halves of all', () => {
    const { offered } = arrangementsOf([20, 100, 16], null, ['posterior']);
    expect(offered.map(({ id, shape, steps, label }) => [id, shape, steps, label])).toContainEqual([
      'halves-step:-1',
      [100, 8],
      20,
      'the last of 20 steps; the first half of the last axis is the mean, 8 of 16',
    ]);
  });

  it.each([
    [[8], [8], 'one row, as normalisation statistics have'],
    [[], [], 'one row'],
    [[1, 8], [1, 8], 'one row'],
    [[1, 8], null, 'one row'],
    [[0, 8], [0, 8], 'empty'],
    [[4, 0, 8], [4, 0, 8], 'empty'],
    [[0, 3, 4], null, 'empty'],
    [[7, 3], [6, 3], '[7, 3] and [6, 3] are no pair'],
    [[3, 5, 7], null, 'no shape of a mean and a spread'],
  ])('nothing of %j and %j', (mean, spread, why) => {
    const choice = arrangementsOf(mean, spread, PAIR);
    expect(choice).toMatchObject({ offered: [], chosen: null });
    expect(choice.why).toContain(why);
  });

  it('only what can be arranged, in the shape it says, as a dump has it', () => {
    const next = seededRandom(8);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const names = ['mu', 'moments', 'mu_logvar', 'episode_mu', 'epoch_mu', 'latents', 'img', ''];
    for (let round = 0; round < 2000; round++) {
      const shape = Array.from({ length: Math.floor(next() * 6) }, () => pick([0, 1, 1, 2, 2, 3, 4, 5, 8]));
      const values = new Float64Array(shape.reduce((total, length) => total * length, 1));
      const isPair = next() < 0.5;
      const { offered, chosen, why } = arrangementsOf(shape, isPair ? shape : null, [pick(names)]);
      const array = memoryArray({ file: '/d/a', array: 'a', dtype: 'csv', shape, values });
      for (const { id, shape: stated, label, reason } of offered) {
        const { mean, spread } = arrange(id, array, isPair ? array : null);
        expect(mean.shape).toEqual(stated);
        checkShapes(mean, spread, () => undefined);
        for (const text of [label, reason]) expect(text).toMatch(/^(?!.*(undefined|NaN|\n)).+$/);
      }
      if (chosen !== null) expect(offered.map(({ id }) => id)).toContain(chosen);
      expect(why).toMatch(/^(?!.*(undefined|NaN|\n)).+$/);
      if (isStatisticShape(shape)) expect(offered).toEqual([]);
    }
  });
});

describe('names', () => {
  it.each(['mu_logvar', 'mean_std', 'z_mean_logvar', 'moments', 'qz/params', 'posterior', 'train_stats', 'muLogvar'])(
    '%s says both',
    (name) => expect(saysBoth(name)).toBe(true),
  );
  it.each(['mu', 'posterior_mean', 'params/Dense_0/kernel', 'fc_mu_logvar.weight', 'latents', '', '0', 'logvar'])(
    '"%s" does not',
    (name) => expect(saysBoth(name)).toBe(false),
  );
  it.each([
    ['mu_logvar', 'logvar'],
    ['img-mean-std-00000001', 'std'],
    ['moments', 'logvar'],
    ['var_moments', 'variance'],
    ['posterior', undefined],
  ])('%s says %s', (name, kind) => expect(spreadKindSaid(name)).toBe(kind));
});
