import { expect, test } from 'vitest';
import { mayConcernGamma, mentionsBatchNorm } from '../../../src/trainingScripts/mentionsGamma';
import { namesMean, namesMeanNorm, namesSpread } from '../../../src/trainingScripts/python/latentNames';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';
import { filledWith, sitesIn, vae } from './pythonSnippets';

test.each([
  'mu',
  'mean',
  'z_mean',
  'zMean',
  'z_mu',
  'q_mu',
  'qz_mu',
  'post_mean',
  'loc',
  'mus',
  'mu_q',
  'latent_mean',
  'fc_mu',
  'hidden2mean',
  'qzm',
  'mu1',
  'z_loc',
  'h2mu',
])('%s is the name of a posterior mean', (name) => expect(namesMean(name)).toBe(true));

test.each([
  'x',
  'h',
  'z',
  'logvar',
  'mean_var',
  'prior_mu',
  'p_mean',
  'x_mean',
  'running_mean',
  'batch_mean',
  'dec_mu',
  'mean_pool',
  'policy_mean',
  'mean_loss',
  'mu_law',
  'mu_law_encode',
  'momentum_mu',
  'friction_mu',
  'imagenet_mean',
  'cifar_mean',
  'mel_mean',
  'module',
  'mute',
  'meaning',
  'location',
])('%s is not', (name) => expect(namesMean(name)).toBe(false));

test.each(['mu_bn', 'bn_mu', 'mean_bn', 'bnmu', 'z_mean_bn', 'mu_batch_norm', 'norm_mu'])(
  '%s is the batch norm of a mean',
  (name) => {
    expect(namesMeanNorm(name)).toBe(true);
  },
);

test.each(['logvar', 'log_var', 'z_log_var', 'lv', 'log_sigma', 'std', 'scale', 'qzv', 'fc_logvar'])(
  '%s is the name of a spread',
  (name) => {
    expect(namesSpread(name)).toBe(true);
  },
);

/** A batch norm with a neutral name, filled with 0.5 and frozen. */
const NEUTRAL = filledWith('0.5').replaceAll('mu_bn', 'bn');
const found = (encode: string, more: Parameters<typeof vae>[0] = {}) =>
  sitesIn(vae({ init: NEUTRAL, encode, ...more })).length === 1;

test.each([
  ['the name of what is normalized', 'mu = self.fc_mu(h)\nmu = self.bn(mu)\nreturn mu, self.fc_logvar(h)'],
  ['the layer that gives what is normalized', 'm = self.bn(self.fc_mu(h))\nreturn m, self.fc_logvar(h)'],
  ['the layer that gave a variable', 'a = self.fc_mu(h)\nreturn self.bn(a), self.fc_logvar(h)'],
  [
    'the first of a pair whose second is a log-variance',
    'a, logvar = self.fc(h).chunk(2, -1)\nreturn self.bn(a), logvar',
  ],
  ['the first of a pair with short names', 'm, v = gaussian_parameters(h)\nreturn self.bn(m), F.softplus(v)'],
  ['the name of the result', 'mean = self.bn(self.fc1(h))\nreturn mean, self.fc_logvar(h)'],
  ['a returned pair whose second is a log-variance', 'return self.bn(self.fc1(h)), self.fc_logvar(h)'],
  ['a returned pair that the caller unpacks into a mean', 'return self.bn(self.fc1(h)), self.fc2(h)'],
  ['the mean of a distribution', 'return Normal(self.bn(self.fc1(h)), self.fc2(h).exp())'],
  ['the first of a split pair with short names', 'm, logs = torch.split(h, 8, dim=1)\nm = self.bn(m)\nreturn m, logs'],
  ['the same with indices', 'm_q, logs_q = h.chunk(2, 1)\nm_q = self.bn(m_q) * mask\nreturn m_q, logs_q'],
  ['a variable returned beside its log-variance', 'a = self.bn(self.fc1(h))\nreturn a, self.fc_logvar(h)'],
  ['the same under a mask', 'm = self.bn(h[:, :8])\nlogs = h[:, 8:]\nreturn m * mask, logs * mask, mask'],
  ['a variable in a distribution', 'a = self.bn(self.fc1(h))\nreturn Normal(a, F.softplus(v))'],
  [
    'the location of a sample',
    'a = self.bn(h[:, :8])\ns = h[:, 8:]\nself.kl = kl(a, s)\nreturn a + torch.randn_like(a) * torch.exp(s)',
  ],
  [
    'the same with a named deviation',
    'a = self.bn(h[:, :8])\nlv = h[:, 8:]\nstd = (0.5 * lv).exp()\nreturn a + torch.randn_like(a) * std',
  ],
  [
    'the same where noise comes first',
    'eps = torch.randn(8)\na, lv = self.bn(self.fc1(h)), self.fc2(h)\nreturn eps * torch.exp(lv / 2) + a',
  ],
  ['a keyword', 'return Normal(loc=self.bn(self.fc1(h)), scale=self.fc2(h).exp())'],
  ['the key of a result', "return {'mu': self.bn(self.fc1(h)), 'logvar': self.fc2(h)}"],
  [
    'a tensor that only changes its shape',
    'mu = self.fc_mu(h)\nmu = self.bn(mu.squeeze(0)).view(-1, 8)\nreturn mu, self.fc_logvar(h)',
  ],
])('evidence: %s', (_, encode) => {
  expect(found(encode)).toBe(true);
});

test('evidence: the name of the batch norm', () => {
  expect(sitesIn(vae({ encode: 'm = self.mu_bn(self.fc1(h))\nreturn m, self.fc_logvar(h)' })).length).toBe(1);
});

test.each([
  ['hidden features', 'h = self.bn(h)\nreturn self.fc_mu(h), self.fc_logvar(h)'],
  ['features on their way into the mean', 'return self.fc_mu(self.bn(h)), self.fc_logvar(h)'],
  [
    'a mean over positions',
    'mean = h.mean(dim=1)\nmean = self.bn(mean)\nreturn self.fc_mu(mean), self.fc_logvar(mean)',
  ],
  ['images', 'x = self.bn(x)\nreturn self.fc_mu(x), self.fc_logvar(x)'],
  [
    'the sample',
    'mu, logvar = self.fc_mu(h), self.fc_logvar(h)\nz = self.bn(mu + torch.randn_like(mu) * logvar.exp())\nreturn mu, logvar',
  ],
  ['the log-variance', 'logvar = self.bn(self.fc_logvar(h))\nreturn self.fc_mu(h), logvar'],
  ['the reconstruction', 'x_mean = self.bn(self.fc_x_mean(h))\nreturn self.fc_mu(h), self.fc_logvar(h)'],
  ['keys of attention', 'k, v = self.kv(h).chunk(2, -1)\nk = self.bn(k)\nreturn self.fc_mu(h), self.fc_logvar(h)'],
  [
    'features that get noise',
    'h = self.bn(h)\nh = h + 0.1 * torch.randn_like(h)\nreturn self.fc_mu(h), self.fc_logvar(h)',
  ],
  [
    'latents of a diffusion model',
    'y = self.bn(h)\nsigma = (torch.randn(8, 1) * self.P_std + self.P_mean).exp()\nn = torch.randn_like(y)\ny = y + n * sigma\nreturn self.net(y)',
  ],
  [
    'a result that comes with a dictionary of logs',
    'out, logs = self.net(h)\nself.last = self.bn(out)\nreturn self.net2(h)',
  ],
  ['the sample', 'z = self.bn(self.draw(h))\nreturn z, self.fc_logvar(h)'],
  ['the mean of the prior', 'prior_mu = self.bn(self.fc_prior_mu(h))\nreturn self.fc_mu(h), self.fc_logvar(h)'],
])('no alarm: batch norm on %s', (_, encode) => {
  expect(found(encode)).toBe(false);
});

/** Others that have a mu, in a file with a VAE: a batch norm of theirs without a weight. */
test.each([
  ['mu-law companding', 'x = self.bn(mu_law_encoding(h, 256))\nreturn self.fc_mu(x), self.fc_logvar(x)'],
  [
    'the parameter of mu-law',
    'mu = torch.tensor(255.0)\nx = torch.sign(h) * torch.log1p(mu * h.abs()) / torch.log1p(mu)\nx = self.bn(x)\nreturn self.fc_mu(x), self.fc_logvar(x)',
  ],
  ['mu-law of what is normalized', 'x = mu_law_compress(self.bn(h), mu=255)\nreturn self.fc_mu(x), self.fc_logvar(x)'],
  [
    'friction',
    'mu, normal = self.friction, self.normal_force(h)\nforce = mu * self.bn(normal)\nreturn self.fc_mu(h), self.fc_logvar(h)',
  ],
  ['momentum', 'mu = 0.9\nself.buffer = mu * self.buffer + self.bn(h)\nreturn self.fc_mu(h), self.fc_logvar(h)'],
  [
    'images normalized by mean and std',
    'mean, std = torch.tensor([0.5]), torch.tensor([0.2])\nx = self.bn((h - mean) / std)\nreturn self.fc_mu(x), self.fc_logvar(x)',
  ],
  [
    'the statistics of a batch',
    'mean, std = h.mean(0), h.std(0)\nx = self.bn(h - mean)\nreturn self.fc_mu(x), self.fc_logvar(x)',
  ],
  [
    'instance statistics',
    'mean, std = calc_mean_std(h)\nx = std * self.bn(h) + mean\nreturn self.fc_mu(x), self.fc_logvar(x)',
  ],
])('no alarm: %s', (_, encode) => {
  const init = 'self.bn = nn.BatchNorm1d(8, affine=False)';
  expect(sitesIn(vae({ init, encode }))).toEqual([]);
});

test('no alarm: mu-law, momentum and normalization without a VAE', () => {
  const text = `import torch
import torch.nn as nn
from torchvision import transforms

class WaveNet(nn.Module):
    def __init__(self, mu=255, momentum=0.9):
        self.mu = mu
        self.mean = torch.tensor([0.485, 0.456, 0.406])
        self.std = torch.tensor([0.229, 0.224, 0.225])
        self.norm = nn.BatchNorm1d(3, affine=False)
        self.mu_norm = nn.BatchNorm1d(1, affine=False)

    def forward(self, x):
        x = self.norm((x - self.mean) / self.std)
        mu = torch.sign(x) * torch.log1p(self.mu * x.abs())
        return self.mu_norm(mu) + 0.01 * torch.randn_like(x)

optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=mu)
`;
  expect(sitesIn(text)).toEqual([]);
});

test('no alarm: a batch norm on the mean that is trained as usual', () => {
  expect(sitesIn(vae({ init: 'self.mu_bn = nn.BatchNorm1d(8)' }))).toEqual([]);
});

test('no alarm: general initialization of all batch norms', () => {
  const init = `self.mu_bn = nn.BatchNorm1d(8)
for m in self.modules():
    if isinstance(m, nn.BatchNorm1d):
        nn.init.constant_(m.weight, 1)
        m.weight.data.fill_(1)`;
  expect(sitesIn(vae({ init }))).toEqual([]);
});

test('no alarm: a frozen bias', () => {
  expect(
    sitesIn(
      vae({
        init: 'self.mu_bn = nn.BatchNorm1d(8)\nself.mu_bn.bias.requires_grad = False\nself.mu_bn.bias.data.fill_(0)',
      }),
    ),
  ).toEqual([]);
});

test.each([
  "if name == 'bias':",
  "if 'bias' in name:",
  "if 'weight' not in name:",
  "if name.endswith('weight'):\n        pass\n    else:",
])('no alarm: the bias is frozen in a loop, by %s', (condition) => {
  const loop = `for name, p in self.mu_bn.named_parameters():\n    ${condition}\n        p.requires_grad = False`;
  expect(sitesIn(vae({ init: `self.mu_bn = nn.BatchNorm1d(8)\n${loop}` }))).toEqual([]);
});

const SPREAD_BY = (layer: string, last: string) => `import torch.nn as nn
class Encoder(nn.Module):
    def __init__(self):
        self.bn = nn.BatchNorm1d(8, affine=False)
    def forward(self, h):
        q_m = self.bn(self.mean_encoder(h))
        q_v = self.${layer}(h).exp()
        return ${last}
`;

test('a layer that is named by a spread gives one, beside a divergence or a sample', () => {
  const sampled = 'q_m, q_v, Normal(q_m, q_v.sqrt()).rsample()';
  const found = ['not-affine 1 at affine=False'];
  for (const layer of ['var_encoder', 'std_head', 'sigma_layer'])
    expect(sitesIn(SPREAD_BY(layer, sampled))).toEqual(found);
  // No alarm: a statistic, and a mean and variance that are nobody's posterior.
  expect(sitesIn(SPREAD_BY('var_pool', sampled))).toEqual([]);
  expect(sitesIn(SPREAD_BY('var_encoder', 'q_m, q_v'))).toEqual([]);
});

test('no alarm: a mean without a spread', () => {
  const text = `import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        self.fc_mu = nn.Linear(8, 8)
        self.mu_bn = nn.BatchNorm1d(8, affine=False)
    def forward(self, h):
        return self.mu_bn(self.fc_mu(h))
`;
  expect(sitesIn(text)).toEqual([]);
});

test('no alarm: mean and standard deviation of something that is no posterior', () => {
  const text = `import torch.nn as nn
class Moments(nn.Module):
    def __init__(self):
        self.bn_mean = nn.BatchNorm1d(8)
        self.bn_mean.weight.data.fill_(2.5)
    def forward(self, mean, std):
        mean = self.bn_mean(mean)
        return mean, std
`;
  expect(sitesIn(text)).toEqual([]);
  // The same with a divergence from a prior is one.
  expect(
    sitesIn(`${text}\ndef kl_loss(mean, std):\n    return 0.5 * (mean ** 2 + std ** 2 - 2 * std.log() - 1)\n`),
  ).toEqual(['literal 2.5 at 2.5']);
});

test.each(['Actor', 'GaussianPolicy', 'Decoder', 'VMFPosterior'])('no alarm: in a class named %s', (name) => {
  expect(sitesIn(vae({}).replaceAll('class VAE', `class ${name}`))).toEqual([]);
});

test('no alarm: comments and strings', () => {
  const text = vae({}).replace(/^ {8}self\.mu_bn\..*$/gm, (line) => line.replace('self', '# self'));
  expect(sitesIn(text)).toEqual([]);
});

test('no alarm: a layer before the last one of the mean head', () => {
  const init = 'self.fc_mu = nn.Sequential(nn.BatchNorm1d(200, affine=False), nn.Linear(200, 8))';
  expect(sitesIn(vae({ init, encode: 'return self.fc_mu(h), self.fc_logvar(h)' }))).toEqual([]);
});

test('nothing runs on files that mention neither batch norm nor gamma', () => {
  expect(['BatchNorm1d', 'F.batch_norm', 'batchnorm', '--gamma 1', 'GAMMA'].every(mayConcernGamma)).toBe(true);
  expect(['import torch', 'normalize(batch)', 'alpha: 1'].some(mayConcernGamma)).toBe(false);
  expect(mentionsBatchNorm('parser.add_argument("--gamma")')).toBe(false);
});

test('no alarm: gamma without a batch norm on a mean', () => {
  const text = `parser.add_argument('--gamma', type=float, default=1.5)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=args.gamma)
self.bn = nn.BatchNorm2d(64)
self.bn.weight.data.fill_(args.gamma)
`;
  expect(analyzeScript(text)).toEqual({ sites: [], parameters: [] });
});
