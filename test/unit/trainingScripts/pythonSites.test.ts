import { expect, test } from 'vitest';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';
import { FROZEN, filledWith, piece, sitesIn, vae } from './pythonSnippets';

const norm = (text: string) => analyzeScript(text).sites[0].batchNorm!;

test.each([
  'self.mu_bn.weight.fill_(0.5)',
  'self.mu_bn.weight.data.fill_(0.5)',
  'self.mu_bn.weight.detach().fill_(0.5)',
  'with torch.no_grad():\n    self.mu_bn.weight.fill_(0.5)',
  'self.mu_bn.weight.data[:] = 0.5',
  'self.mu_bn.weight[:] = 0.5',
  'self.mu_bn.weight.data = torch.full((8,), 0.5)',
  'self.mu_bn.weight.data = torch.ones(8) * 0.5',
  'self.mu_bn.weight.data *= 0.5',
  'self.mu_bn.weight.data.mul_(0.5)',
  'for bn in [self.mu_bn, self.logvar_bn]:\n    bn.weight.data.fill_(0.5)',
  'self.mu_bn.weight.copy_(torch.tensor(0.5))',
  'nn.init.constant_(self.mu_bn.weight, 0.5)',
  'torch.nn.init.constant_(self.mu_bn.weight.data, val=0.5)',
  'self.mu_bn.weight = nn.Parameter(torch.full((8,), 0.5))',
  'self.mu_bn.weight = nn.Parameter(torch.ones(8) * 0.5, requires_grad=False)',
  'bn = self.mu_bn\nbn.weight.data.fill_(0.5)',
  'w = self.mu_bn.weight\nw.data.fill_(0.5)',
])('a weight is filled by %s', (fill) => {
  expect(sitesIn(vae({ init: `${FROZEN}\n${fill}` }))).toEqual(['literal 0.5 at 0.5']);
});

test.each([
  'self.mu_bn.weight.requires_grad = False',
  'self.mu_bn.weight.requires_grad_(False)',
  'self.mu_bn.requires_grad_(False)',
  'for p in self.mu_bn.parameters():\n    p.requires_grad = False',
  'for name, p in self.mu_bn.named_parameters():\n    p.requires_grad_(False)',
  "for name, p in self.mu_bn.named_parameters():\n    if 'weight' in name:\n        p.requires_grad = False",
  "for name, p in self.mu_bn.named_parameters():\n    if name != 'bias':\n        p.requires_grad_(False)",
  "for name, p in self.named_parameters():\n    if 'mu_bn.weight' in name:\n        p.requires_grad = False",
  'self.mu_bn.weight.requires_grad = self.mu_bn.bias.requires_grad = False',
  'self.mu_bn.weight.requires_grad, self.mu_bn.bias.requires_grad = False, False',
])('a weight is frozen by %s', (freeze) => {
  const text = vae({ init: `self.mu_bn = nn.BatchNorm1d(8)\n${freeze}` });
  expect(sitesIn(text)).toEqual(['unfilled 1 at nn.BatchNorm1d(8)']);
  expect(norm(text).frozen).toBe(true);
});

test('a frozen weight that is never filled is 1, said of the call', () => {
  expect(sitesIn(vae({ init: FROZEN }))).toEqual(['unfilled 1 at nn.BatchNorm1d(8)']);
});

test('a filled weight that is not frozen is a site, and said to be trained', () => {
  const text = vae({ init: 'self.mu_bn = nn.BatchNorm1d(8)\nself.mu_bn.weight.data.fill_(0.5)' });
  expect(sitesIn(text)).toEqual(['literal 0.5 at 0.5']);
  expect(norm(text).frozen).toBe(false);
});

test('a trained weight that is filled with plain ones is no site', () => {
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8)\nself.mu_bn.weight.data.fill_(1)' }))).toEqual([]);
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8)\nnn.init.ones_(self.mu_bn.weight)' }))).toEqual([]);
});

test('affine=False is a gamma of 1, also by position', () => {
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8, affine=False)' }))).toEqual([
    'not-affine 1 at affine=False',
  ]);
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8, 1e-8, 0.1, False)' }))).toEqual(['not-affine 1 at False']);
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8, affine=True)' }))).toEqual([]);
});

test('without a weight, the factor that follows is the gamma', () => {
  const init = 'self.mu_bn = nn.BatchNorm1d(8, affine=False)\nself.gamma = 0.6';
  const encode = (line: string) => `${line}\nreturn mu, self.fc_logvar(h)`;
  expect(sitesIn(vae({ init, encode: encode('mu = self.gamma * self.mu_bn(self.fc_mu(h))') }))).toEqual([
    'literal 0.6 at 0.6 by self.gamma',
  ]);
  expect(sitesIn(vae({ init, encode: encode('mu = self.mu_bn(self.fc_mu(h))\nmu = mu * self.gamma + 0.1') }))).toEqual([
    'literal 0.6 at 0.6 by self.gamma',
  ]);
  expect(sitesIn(vae({ init, encode: encode('mu = self.mu_bn(self.fc_mu(h))\nmu *= self.gamma') }))).toEqual([
    'literal 0.6 at 0.6 by self.gamma',
  ]);
});

test.each([
  ['under its own name', 'a_x = self.bn(self.fc_mu(h))\na_x = self.gamma * a_x\nreturn a_x, self.fc_logvar(h)'],
  ['under another name', 'a = self.bn(self.fc_mu(h))\nb = self.gamma * a\nreturn b, self.fc_logvar(h)'],
  ['where it is returned', 'mu = self.bn(self.fc_mu(h))\nreturn self.gamma * mu, self.fc_logvar(h)'],
  ['as a distribution', 'mu = self.bn(self.fc_mu(h))\nreturn Normal(self.gamma * mu, F.softplus(self.fc_v(h)))'],
  ['in a dictionary', "a = self.bn(self.fc_mu(h))\nreturn {'mu': a * self.gamma, 'logvar': self.fc_logvar(h)}"],
  ['as torch.mul', 'mu = self.bn(self.fc_mu(h))\nmu = torch.mul(mu, self.gamma)\nreturn mu, self.fc_logvar(h)'],
  ['beside a mask', 'mu = self.bn(self.fc_mu(h)) * mask\nmu = mu * self.gamma\nreturn mu, self.fc_logvar(h)'],
  ['as a quotient', 'mu = self.bn(self.fc_mu(h)) / self.inverse\nreturn mu, self.fc_logvar(h)'],
  ['as an update', 'mu = self.bn(self.fc_mu(h))\nmu /= self.inverse\nreturn mu, self.fc_logvar(h)'],
  ['as a method', 'mu = self.bn(self.fc_mu(h)).div(self.inverse)\nreturn mu, self.fc_logvar(h)'],
  ['as torch.div', 'mu = torch.div(self.bn(self.fc_mu(h)), self.inverse)\nreturn mu, self.fc_logvar(h)'],
])('the factor that follows is found %s', (_, encode) => {
  const init = 'self.bn = nn.BatchNorm1d(8, affine=False)\nself.gamma = 0.5\nself.inverse = 2';
  expect(sitesIn(vae({ init, encode }))[0]).toMatch(/^literal 0\.5 at/);
});

test('a divisor is no literal to set gamma by', () => {
  const init = 'self.mu_bn = nn.BatchNorm1d(8, affine=False)';
  const encode = 'mu = self.mu_bn(self.fc_mu(h)) / 2\nreturn mu, self.fc_logvar(h)';
  expect(analyzeScript(vae({ init, encode })).sites).toMatchObject([{ gamma: 0.5, literal: null }]);
});

test.each([
  ['its divergence', 'mu = self.bn(self.fc_mu(h))\nkl = 0.5 * mu * mu\nreturn mu, self.fc_logvar(h)'],
  ['a mask', 'mu = self.bn(self.fc_mu(h)) * mask.unsqueeze(-1)\nreturn mu, self.fc_logvar(h)'],
  ['what is computed from it', 'mu = self.bn(self.fc_mu(h))\nout = 0.5 * mu\nreturn mu, self.fc_logvar(h)'],
])('no factor: %s', (_, encode) => {
  const init = 'self.bn = nn.BatchNorm1d(8, affine=False)';
  expect(sitesIn(vae({ init, encode }))).toEqual(['not-affine 1 at affine=False']);
});

test('a factor that is trained fixes nothing', () => {
  const init = 'self.mu_bn = nn.BatchNorm1d(8, affine=False)\nself.gamma = nn.Parameter(torch.ones(8))';
  expect(
    sitesIn(vae({ init, encode: 'mu = self.gamma * self.mu_bn(self.fc_mu(h))\nreturn mu, self.fc_logvar(h)' })),
  ).toEqual([]);
});

test("Su's variant: the mean is scaled between bounds that are learned", () => {
  const scaler = `class Scaler(nn.Module):
    def forward(self, x, mode='positive'):
        return x * torch.sqrt(self.tau + (1 - self.tau) * torch.sigmoid(self.theta))`;
  const init = 'self.mu_bn = nn.BatchNorm1d(8, affine=False, eps=1e-8)\nself.scaler = Scaler()';
  const encode = "mu = self.mu_bn(self.fc_mu(h))\nmu = self.scaler(mu, mode='positive')\nreturn mu, self.fc_logvar(h)";
  expect(sitesIn(vae({ top: scaler, init, encode }))).toEqual([
    'su-variant null at nn.BatchNorm1d(8, affine=False, eps=1e-8)',
  ]);
  const inline =
    'mu = torch.sqrt(tau + (1 - tau) * torch.sigmoid(theta)) * self.mu_bn(self.fc_mu(h))\nreturn mu, self.fc_logvar(h)';
  expect(sitesIn(vae({ init, encode: inline }))).toEqual([
    'su-variant null at nn.BatchNorm1d(8, affine=False, eps=1e-8)',
  ]);
});

const KERAS = (
  layer: string,
  after = '',
) => `from tensorflow.keras.layers import BatchNormalization, Dense, Input, Lambda, Rescaling
x = Input(shape=(784,))
h = Dense(256, activation='relu')(x)
z_mean = Dense(8)(h)
z_log_var = Dense(8)(h)
z_mean = ${layer}(z_mean)
${after}
z = Lambda(sampling)([z_mean, z_log_var])
`;

test('Keras: scale=False is a gamma of 1', () => {
  const text = KERAS('BatchNormalization(scale=False)');
  expect(sitesIn(text)).toEqual(['not-affine 1 at scale=False']);
  expect(norm(text).eps).toMatchObject({ value: 1e-3, isDefault: true, keyword: 'epsilon' });
});

test("Keras: scale=False with a Scaler is Su's variant", () => {
  const layer = 'BatchNormalization(scale=False, center=False, epsilon=1e-8)';
  expect(sitesIn(KERAS(layer, "z_mean = scaler(z_mean, mode='positive')"))).toEqual([`su-variant null at ${layer}`]);
  expect(sitesIn(KERAS(layer, 'z_mean = Reshape((8,))(z_mean)\nz_mean = scaler(z_mean)'))).toEqual([
    `su-variant null at ${layer}`,
  ]);
});

test('Keras: a layer that multiplies by a constant gives the gamma', () => {
  expect(sitesIn(KERAS('BatchNormalization(scale=False)', 'z_mean = Rescaling(0.5)(z_mean)'))).toEqual([
    'literal 0.5 at 0.5',
  ]);
  expect(sitesIn(KERAS('BatchNormalization(scale=False)', 'z_mean = Lambda(lambda t: 0.5 * t)(z_mean)'))).toEqual([
    'literal 0.5 at 0.5',
  ]);
});

const TENSORFLOW_1 = (more: string) => `import tensorflow as tf
def encode(h, training):
    mu = tf.layers.dense(h, 8)
    mu = tf.layers.batch_normalization(mu, training=training, ${more})
    logvar = tf.layers.dense(h, 8)
    return mu, logvar
`;

test('TensorFlow 1: an initializer of a constant gives the gamma, no random one does', () => {
  expect(sitesIn(TENSORFLOW_1('trainable=False, gamma_initializer=tf.constant_initializer(0.5)'))).toEqual([
    'literal 0.5 at 0.5',
  ]);
  expect(sitesIn(TENSORFLOW_1('gamma_initializer=tf.random_normal_initializer(1.0, 0.02)'))).toEqual([]);
});

test('Keras: the initial gamma of a layer that is not trained', () => {
  expect(sitesIn(KERAS('BatchNormalization(gamma_initializer=Constant(0.5), trainable=False)'))).toEqual([
    'literal 0.5 at 0.5',
  ]);
  expect(sitesIn(KERAS("BatchNormalization(gamma_initializer='zeros', trainable=False)"))).toEqual([
    "literal 0 at 'zeros'",
  ]);
  expect(sitesIn(KERAS("BatchNormalization(gamma_initializer='ones', trainable=False)"))).toEqual([
    "unfilled 1 at BatchNormalization(gamma_initializer='ones', trainable=False)",
  ]);
  expect(sitesIn(KERAS('BatchNormalization()'))).toEqual([]);
});

const FLAX = (layer: string) => `import flax.linen as nn
class Encoder(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        h = nn.relu(nn.Dense(200)(x))
        mean = nn.Dense(8)(h)
        logvar = nn.Dense(8)(h)
        mean = ${layer}(mean)
        return mean, logvar
`;

test('Flax: use_scale=False, and an initial scale', () => {
  const text = FLAX('nn.BatchNorm(use_running_average=not train, use_scale=False)');
  expect(sitesIn(text)).toEqual(['not-affine 1 at use_scale=False']);
  expect(norm(text).eps).toMatchObject({ value: 1e-5, isDefault: true, keyword: 'epsilon' });
  expect(
    sitesIn(FLAX('nn.BatchNorm(use_running_average=not train, scale_init=nn.initializers.constant(0.5))')),
  ).toEqual(['literal 0.5 at 0.5']);
  expect(sitesIn(FLAX('nn.BatchNorm(use_running_average=not train)'))).toEqual([]);
});

test('F.batch_norm with a given weight, and without one', () => {
  const encode = (weight: string) =>
    `mu = F.batch_norm(self.fc_mu(h), self.mean, self.var${weight}, training=True)\nreturn mu, self.fc_logvar(h)`;
  expect(
    sitesIn(vae({ init: 'self.register_buffer("w", torch.full((8,), 0.5))', encode: encode(', weight=self.w') })),
  ).toEqual(['literal 0.5 at 0.5 by self.w']);
  expect(sitesIn(vae({ init: 'self.w = nn.Parameter(torch.ones(8))', encode: encode(', self.w') }))).toEqual([]);
  expect(sitesIn(vae({ init: '', encode: encode('') }))).toEqual([
    'not-affine 1 at F.batch_norm(self.fc_mu(h), self.mean, self.var, training=True)',
  ]);
});

test.each([
  ['from torch.nn import BatchNorm1d as BN', 'BN(8)'],
  ['BN = nn.BatchNorm1d', 'BN(8)'],
  ['import torch.nn as tnn', 'tnn.BatchNorm1d(8)'],
  ['', 'nn.LazyBatchNorm1d()'],
  ['', 'nn.SyncBatchNorm(8)'],
  ['', 'torch.nn.BatchNorm2d(8)'],
  ['', 'nn.BatchNorm1d(8).to(device)'],
  ['', 'nn.BatchNorm1d(8) if nz > 0 else None'],
])('%s makes batch norm known as %s', (top, make) => {
  expect(sitesIn(vae({ top, init: filledWith('0.5').replace('nn.BatchNorm1d(8)', make) }))).toEqual([
    'literal 0.5 at 0.5',
  ]);
});

test('a layer around the batch norm is one, with what each object of it is made with', () => {
  const top = `class FixedNorm(nn.Module):
    def __init__(self, size, gamma=0.3):
        super().__init__()
        self.bn = nn.BatchNorm1d(size)
        self.bn.weight.requires_grad = False
        self.bn.weight.fill_(gamma)

    def forward(self, x):
        return self.bn(x)
`;
  const init = 'self.mu_norm = FixedNorm(8, gamma=1.3)\nself.logvar_norm = FixedNorm(8, gamma=0.8)';
  const encode = 'mu = self.mu_norm(self.fc_mu(h))\nlogvar = self.logvar_norm(self.fc_logvar(h))\nreturn mu, logvar';
  const text = vae({ top, init, encode });
  expect(sitesIn(text)).toEqual(['literal 1.3 at 1.3 by gamma']);
  expect(norm(text)).toMatchObject({ name: 'self.mu_norm', features: 8 });
});

test('a class derived from batch norm is one', () => {
  const top = `class FixedNorm(nn.BatchNorm1d):
    def __init__(self, size, gamma):
        super().__init__(size, eps=1e-8)
        self.weight.data.fill_(gamma)
        self.weight.requires_grad = False
`;
  const text = vae({ top, init: 'self.mu_bn = FixedNorm(8, 0.4)' });
  expect(sitesIn(text)).toEqual(['literal 0.4 at 0.4 by gamma']);
  expect(norm(text)).toMatchObject({ features: 8, frozen: true, eps: { value: 1e-8 } });
});

test('a helper that returns a batch norm makes one', () => {
  const top = `def fixed_norm(size, gamma):
    bn = nn.BatchNorm1d(size)
    bn.weight.requires_grad = False
    bn.weight.data.fill_(gamma)
    return bn
`;
  const text = vae({ top, init: 'self.mu_bn = fixed_norm(8, 0.4)' });
  expect(sitesIn(text)).toEqual(['literal 0.4 at 0.4 by gamma']);
  expect(norm(text).name).toBe('self.mu_bn');
});

const BUILD = (returned: string) => `    @classmethod
    def build(cls, size, gamma):
        drop, norm = nn.Dropout(0.1), nn.BatchNorm1d(size)
        norm.weight.requires_grad = False
        norm.weight.data.fill_(gamma)
        return ${returned}
`;

test.each(['drop, norm', '(drop, norm)', '[drop, norm]'])('a helper that returns %s makes a batch norm', (returned) => {
  const text = vae({ init: 'self.drop, self.mu_bn = self.build(8, 0.4)' });
  const built = text.replace('    def encode', `${BUILD(returned)}\n    def encode`);
  expect(sitesIn(built)).toEqual(['literal 0.4 at 0.4 by gamma']);
  expect(norm(built).name).toBe('self.mu_bn');
});

test('no alarm: what a helper returns in another place than the batch norm', () => {
  const text = vae({ init: 'self.drop, self.mu_bn = self.build(8, 0.4)' });
  expect(sitesIn(text.replace('    def encode', `${BUILD('norm, drop')}\n    def encode`))).toEqual([]);
});

test('a helper that is given the batch norm fills it', () => {
  const top = 'def fix(bn, gamma):\n    bn.weight.data.fill_(gamma)\n    bn.weight.requires_grad = False\n';
  expect(sitesIn(vae({ top, init: 'self.mu_bn = nn.BatchNorm1d(8)\nfix(self.mu_bn, 0.4)' }))).toEqual([
    'literal 0.4 at 0.4 by gamma',
  ]);
});

test('the weight is filled from outside of the class', () => {
  const bottom = 'model = VAE(8)\nmodel.mu_bn.weight.data.fill_(0.4)\nmodel.mu_bn.weight.requires_grad_(False)';
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8)', bottom }))).toEqual(['literal 0.4 at 0.4']);
});

test('the batch norm at the end of the mean head, filled by its index', () => {
  const init = `self.fc_mu = nn.Sequential(nn.Linear(200, 8), nn.BatchNorm1d(8))
self.fc_mu[1].weight.data.fill_(0.4)
self.fc_mu[1].weight.requires_grad = False`;
  const text = vae({ init, encode: 'return self.fc_mu(h), self.fc_logvar(h)' });
  expect(sitesIn(text)).toEqual(['literal 0.4 at 0.4']);
  expect(norm(text).name).toBe('self.fc_mu');
});

test('a list of batch norms, one for each layer', () => {
  const init = `self.mu_bns = nn.ModuleList([nn.BatchNorm1d(8) for _ in range(3)])
for bn in self.mu_bns:
    bn.weight.data.fill_(0.4)
    bn.weight.requires_grad = False`;
  expect(sitesIn(vae({ init, encode: 'mu = self.mu_bns[i](self.fc_mu(h))\nreturn mu, self.fc_logvar(h)' }))).toEqual([
    'literal 0.4 at 0.4',
  ]);
});

const APPENDED = `self.fc_mus, self.fc_lvs, self.norms, self.drops = [nn.ModuleList() for _ in range(4)]
for size in sizes:
    self.fc_mus.append(nn.Linear(200, size))
    self.fc_lvs.append(nn.Linear(200, size))
    self.drops.append(nn.Dropout(0.1))
    self.norms.append(nn.BatchNorm1d(size))
for bn in self.norms:
    bn.weight.data.fill_(0.4)
    bn.weight.requires_grad = False`;

const eachLayer = (rows: string, init = APPENDED) =>
  sitesIn(vae({ init, encode: `for ${rows}:\n    mu, logvar = bn(fc_mu(h)), fc_lv(h)\n    yield mu, logvar` }));

test.each([
  'fc_mu, fc_lv, bn in zip(self.fc_mus, self.fc_lvs, self.norms)',
  'i, (fc_mu, bn) in enumerate(zip(self.fc_mus, self.norms))',
  '(fc_mu, fc_lv), bn in zip(zip(self.fc_mus, self.fc_lvs), self.norms)',
  'i, bn in enumerate(self.norms)',
  'bn in self.norms',
])('batch norms are appended to a list, and read by: for %s', (rows) => {
  expect(eachLayer(rows)).toEqual(['literal 0.4 at 0.4']);
});

test('batch norms are appended to a variable that becomes a list of layers', () => {
  const init = `norms = []
for size in sizes:
    norms.append(nn.BatchNorm1d(size, affine=False))
self.norms = nn.ModuleList(norms)`;
  expect(eachLayer('bn in self.norms', init)).toEqual(['not-affine 1 at affine=False']);
});

test.each([
  'fc_lv, bn in zip(self.norms, self.drops)',
  'i, (fc_lv, bn) in enumerate(zip(self.norms, self.drops))',
  'bn, fc_lv in enumerate(self.norms)',
])('no alarm: the batch norms have another place in: for %s', (rows) => {
  expect(eachLayer(rows)).toEqual([]);
});

test.each([
  'class Fixed(VAE):\n    def fix(self):\n        for bn in self.norms:\n            bn.weight.requires_grad = False',
  'model = VAE(8)\nfor bn in model.norms:\n    bn.weight.requires_grad = False',
])('batch norms that are appended to a list are frozen from elsewhere: %s', (bottom) => {
  const init = 'self.norms = nn.ModuleList()\nself.norms.append(nn.BatchNorm1d(8))';
  const encode = 'mu = self.norms[0](self.fc_mu(h))\nreturn mu, self.fc_logvar(h)';
  expect(sitesIn(vae({ init, encode, bottom }))).toEqual(['unfilled 1 at nn.BatchNorm1d(8)']);
  expect(sitesIn(vae({ init, encode }))).toEqual([]);
});

test('no alarm: batch norms that are appended between other layers', () => {
  const init = `self.layers = nn.ModuleList()
for size in sizes:
    self.layers.append(nn.BatchNorm1d(size, affine=False))
    self.layers.append(nn.Linear(size, size))`;
  expect(eachLayer('bn in self.layers', init)).toEqual([]);
});

test('eps: default, literal, constant, option, assigned later, from outside', () => {
  const eps = (make: string, top = '', more = '') => {
    const text = vae({ top, init: `${filledWith('0.5').replace('nn.BatchNorm1d(8)', make)}\n${more}` });
    const { value, literal, isDefault } = norm(text).eps;
    return [value, literal && piece(text, literal), isDefault];
  };
  expect(eps('nn.BatchNorm1d(8)')).toEqual([1e-5, null, true]);
  expect(eps('nn.BatchNorm1d(8, eps=1e-8)')).toEqual([1e-8, '1e-8', false]);
  expect(eps('nn.BatchNorm1d(8, 1e-3)')).toEqual([1e-3, '1e-3', false]);
  expect(eps('nn.BatchNorm1d(8, eps=EPS)', 'EPS = 1e-6')).toEqual([1e-6, '1e-6', false]);
  const options = "p = argparse.ArgumentParser()\np.add_argument('--bn-eps', default=1e-5)\nargs = p.parse_args()";
  expect(eps('nn.BatchNorm1d(8, eps=args.bn_eps)', options)).toEqual([1e-5, '1e-5', false]);
  expect(eps('nn.BatchNorm1d(8)', '', 'self.mu_bn.eps = 1e-7')).toEqual([1e-7, '1e-7', false]);
  expect(eps('nn.BatchNorm1d(8, eps=cfg.eps)')).toEqual([null, null, false]);
});

test.each([
  ['nn.BatchNorm1d(8)', 'nn.BatchNorm1d(8, eps=1e-8)'],
  ['nn.BatchNorm1d(8,)', 'nn.BatchNorm1d(8, eps=1e-8,)'],
  [
    'nn.BatchNorm1d(\n    8,\n    momentum=0.1,  # as in the paper\n)',
    'nn.BatchNorm1d(\n    8,\n    momentum=0.1, eps=1e-8,  # as in the paper\n)',
  ],
  ['nn.LazyBatchNorm1d()', 'nn.LazyBatchNorm1d(eps=1e-8)'],
])('eps is inserted after the last argument of %s', (make, edited) => {
  const text = vae({ init: filledWith('0.5').replace('nn.BatchNorm1d(8)', make) });
  const { insertAt, needsComma } = norm(text).eps;
  const inserted = `${text.slice(0, insertAt)}${needsComma ? ', ' : ''}eps=1e-8${text.slice(insertAt)}`;
  expect(inserted.replaceAll(' ', '')).toContain(edited.replaceAll(' ', ''));
});

test('D is followed where it is a number', () => {
  expect(norm(vae({ top: 'NZ = 32', init: filledWith('0.5').replace('(8)', '(NZ)') })).features).toBe(32);
  expect(norm(vae({ init: filledWith('0.5').replace('(8)', '(cfg.nz)') })).features).toBeNull();
});

test('uses are the statements between the batch norm and the literal', () => {
  const text = vae({ top: 'GAMMA = 0.5', init: `self.gamma = GAMMA\n${filledWith('self.gamma')}` });
  const [site] = analyzeScript(text).sites;
  expect(site.uses.map((use) => piece(text, use))).toEqual([
    'self.mu_bn.weight.fill_(self.gamma)',
    'self.gamma = GAMMA',
  ]);
});

test('what is applied twice, or filled twice with the same constant, is one site', () => {
  const init = `${filledWith('G')}\nself.mu_bn.weight.data.fill_(G)`;
  const encode = 'mu = self.mu_bn(self.fc_mu(h))\nmu2 = self.mu_bn(self.fc_mu(h))\nreturn mu, self.fc_logvar(h)';
  expect(sitesIn(vae({ top: 'G = 0.4', init, encode }))).toEqual(['literal 0.4 at 0.4 by G']);
});
