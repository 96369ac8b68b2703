import { describe, expect, it } from 'vitest';
import { pairsByName, roleOfName, spreadKindInName } from '../../../src/dumps/roles';

describe('roleOfName', () => {
  it.each([
    ['mu', 'mean', ''],
    ['mean', 'mean', ''],
    ['z_mean', 'mean', ''],
    ['z_mu', 'mean', ''],
    ['loc', 'mean', ''],
    ['qzm', 'mean', ''],
    ['z_avg', 'mean', ''],
    ['latent_mean', 'mean', ''],
    ['q_mu', 'mean', ''],
    ['zMean', 'mean', ''],
    ['ZMu', 'mean', ''],
    ['MU', 'mean', ''],
    ['train_mu', 'mean', 'train'],
    ['epoch_010_z_mean_f16', 'mean', 'epoch_010_f16'],
    ['X_qzm', 'mean', 'x'],
    ['mu_s3_', 'mean', 's3'],
    ['mu-test set.b', 'mean', 'test_set_b'],
    ['logvar', 'logvar', ''],
    ['log_var', 'logvar', ''],
    ['z_log_var', 'logvar', ''],
    ['lv', 'logvar', ''],
    ['logVar', 'logvar', ''],
    ['zLogVar', 'logvar', ''],
    ['latent_logvar', 'logvar', ''],
    ['log-variance', 'logvar', ''],
    ['log_sigma2', 'logvar', ''],
    ['log_sigma_sq', 'logvar', ''],
    ['var', 'variance', ''],
    ['variance', 'variance', ''],
    ['X_qzv', 'variance', 'x'],
    ['sigma2', 'variance', ''],
    ['sigma_squared', 'variance', ''],
    ['sigma', 'std', ''],
    ['std', 'std', ''],
    ['z_std', 'std', ''],
    ['scale', 'std', ''],
    ['stddev', 'std', ''],
    ['stdDev', 'std', ''],
    ['logstd', 'logstd', ''],
    ['log_sigma', 'logstd', ''],
    ['log_std', 'logstd', ''],
    ['log_scale', 'logstd', ''],
    ['epoch_010_logvar_f16', 'logvar', 'epoch_010_f16'],
  ])('%s', (name, kind, stem) => {
    const expected = kind === 'mean' ? { role: 'mean', stem } : { role: 'spread', kind, stem };
    expect(roleOfName(name)).toEqual(expected);
  });

  it.each([
    'labels',
    'z',
    'latents',
    'stats',
    'meta',
    'mu_std',
    'mean_var',
    'mean_logvar',
    'museum',
    'variant',
    'logs',
    '',
  ])('none in %j', (name) => expect(roleOfName(name)).toBeUndefined());
});

it('spreadKindInName hears a kind beside a mean', () => {
  expect(spreadKindInName('mu_logvar')).toBe('logvar');
  expect(spreadKindInName('z_mean_std')).toBe('std');
  expect(spreadKindInName('stacked')).toBeUndefined();
  expect(spreadKindInName('std_and_logvar')).toBeUndefined();
});

describe('pairsByName', () => {
  const pairs = (...names: string[]) => pairsByName(names).map(({ mean, spread, kind }) => `${mean} ${spread} ${kind}`);

  it('pairs names that share all but their roles', () => {
    expect(pairs('labels', 'logvar', 'mu')).toEqual(['mu logvar logvar']);
    expect(pairs('z_mu', 'logvar')).toEqual(['z_mu logvar logvar']);
    expect(pairs('latent_mean', 'q_std')).toEqual(['latent_mean q_std std']);
    expect(pairs('train_mu', 'val_logvar')).toEqual([]);
    expect(pairs('mu_f16', 'logvar_f16', 'mu_f32', 'logvar_f32')).toEqual([
      'mu_f16 logvar_f16 logvar',
      'mu_f32 logvar_f32 logvar',
    ]);
    expect(pairs('epoch_010_mu', 'epoch_010_logvar', 'epoch_020_logvar')).toEqual([
      'epoch_010_mu epoch_010_logvar logvar',
    ]);
    expect(pairs('a_qzm', 'a_qzv')).toEqual(['a_qzm a_qzv variance']);
  });

  it('gives every pair where names leave a choice', () => {
    expect(pairs('mu', 'logvar', 'std')).toEqual(['mu logvar logvar', 'mu std std']);
    expect(pairs('mean', 'mu', 'logvar')).toHaveLength(2);
  });
});
