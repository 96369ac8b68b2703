import { expect, test } from 'vitest';
import { filledWith, sitesIn, vae } from './pythonSnippets';

const INIT = `${filledWith('0.5')}
self.head = nn.Linear(8, 3)
self.centers = nn.Parameter(torch.zeros(3, 8))`;

/** Whether the fixed batch norm of `mu` is found in an `encode` of these lines. */
const found = (encode: string, more: Parameters<typeof vae>[0] = {}) =>
  sitesIn(vae({ init: INIT, encode: `mu, logvar = self.fc_mu(h), self.fc_logvar(h)\n${encode}`, ...more })).length ===
  1;

test.each([
  ['returned beside its log-variance', 'return self.mu_bn(mu), logvar'],
  ['given back its name', 'mu = self.mu_bn(mu)\nreturn mu, logvar'],
  ['in another shape, under another name', 'm = self.mu_bn(mu).view(-1, 8)\na = m\nreturn a, logvar'],
  ['after dropout', 'mu = F.dropout(self.mu_bn(mu), 0.1)\nreturn mu, logvar'],
  ['after a layer, in the place of the mean', 'mu = self.drop(self.mu_bn(mu))\nreturn mu, logvar'],
  ['after a layer, beside its log-variance', 'return self.drop(self.mu_bn(mu)), logvar'],
  ['scaled in place', 'mu = self.mu_bn(mu)\nmu *= 0.5\nreturn mu, logvar'],
  ['shifted', 'mu = self.mu_bn(mu) + self.shift\nreturn mu, logvar'],
  ['in a distribution', 'return torch.distributions.Normal(self.mu_bn(mu), torch.exp(0.5 * logvar))'],
  ['in a distribution of fixed width', 'm = self.mu_bn(mu)\nreturn Normal(m, 1.0)'],
  ['by a keyword', 'm = self.mu_bn(mu)\nreturn self.wrap(mean=m)'],
  ['in a record', 'm = self.mu_bn(mu)\nreturn Posterior(m, logvar)'],
  ['in a dictionary', "return {'mu': self.mu_bn(mu), 'logvar': logvar}"],
  ['in a list', 'return [self.mu_bn(mu), logvar]'],
  ['joined with its log-variance', 'return torch.cat([self.mu_bn(mu), logvar], dim=1)'],
  ['sampled', 'm = self.mu_bn(mu)\nz = m + torch.exp(0.5 * logvar) * torch.randn_like(m)\nreturn z, logvar'],
  ['sampled by a method', 'm = self.mu_bn(mu)\nreturn self.reparameterize(m, logvar)'],
  ['sampled in place', 'm = self.mu_bn(mu)\nstd = torch.exp(0.5 * logvar)\nreturn m.add(std * torch.randn_like(m))'],
  [
    'in the divergence only',
    'm = self.mu_bn(mu)\nself.kl = -0.5 * torch.sum(1 + logvar - m.pow(2) - logvar.exp())\nreturn mu, logvar',
  ],
  [
    'in the divergence, by steps',
    'm = self.mu_bn(mu)\nsquares = m.pow(2)\nself.loss = 0.5 * (squares + logvar.exp() - 1 - logvar).sum()\nreturn mu, logvar',
  ],
  ['in a function that computes the divergence', 'self.loss = gaussian_kl(self.mu_bn(mu), logvar)\nreturn mu, logvar'],
  ['kept as an attribute', 'self.mu = self.mu_bn(mu)\nself.logvar = logvar\nreturn self.draw(self.mu, logvar)'],
  ['also read by a head', 'mu = self.mu_bn(mu)\nself.classes = self.head(mu)\nreturn mu, logvar'],
  ['also recorded', 'mu = self.mu_bn(mu)\nself.log("mean", mu.mean())\nprint(mu.shape)\nreturn mu, logvar'],
  ['in a list of several layers', 'm = self.mu_bn(mu)\nself.means.append(m)\nreturn self.next(h)'],
  [
    'sampled by noise',
    'm = self.mu_bn(mu)\nstd = torch.exp(0.5 * logvar)\nz = torch.randn(8).mul(std).add_(m)\nreturn self.decode(z)',
  ],
  [
    'sampled by an update',
    'z = self.mu_bn(mu)\nz += torch.randn_like(z) * torch.exp(0.5 * logvar)\nreturn self.decode(z)',
  ],
  ['passed on with short names', 'm, s = mu, F.softplus(logvar)\nreturn self.blend(self.mu_bn(m), s)'],
  ['under short keys', "m, s = mu, logvar\nreturn {'m': self.mu_bn(m), 's': s}"],
  ['half-typed', 'mu = self.mu_bn(mu)\n'],
])('a normalized mean counts: %s', (_, encode) => expect(found(encode)).toBe(true));

test.each([
  ['a detached copy', 'self.size = self.head(self.mu_bn(mu.detach()))\nreturn mu, logvar'],
  ['a detached copy with a name', 'copy = mu.detach()\ncopy = self.mu_bn(copy)\nreturn mu, logvar, copy'],
  ['what no gradient passes', 'm = self.mu_bn(tf.stop_gradient(mu))\nreturn mu, logvar, m'],
  ['what a head reads', 'classes = self.head(self.mu_bn(mu))\nreturn mu, logvar, classes'],
  ['what a head reads by a name', 'mu_n = self.mu_bn(mu)\nclasses = self.head(mu_n)\nreturn mu, logvar, classes'],
  ['what a head of both reads', 'y = self.classifier(self.mu_bn(mu), logvar)\nreturn mu, logvar, y'],
  ['what a head of both joined reads', 'y = self.head(torch.cat([self.mu_bn(mu), logvar], -1))\nreturn mu, logvar, y'],
  ['a projection for a contrastive loss', 'p = F.normalize(self.mu_bn(mu), dim=1)\nreturn mu, logvar, p'],
  ['what comes beside the mean', 'return mu, logvar, self.mu_bn(mu)'],
  ['what comes before the mean', 'm = self.mu_bn(mu)\nreturn m, mu, logvar'],
  [
    'distances to centres',
    'd = (self.mu_bn(mu).unsqueeze(1) - self.centers).pow(2).sum(-1)\nself.q = F.softmax(-d, 1)\nreturn mu, logvar',
  ],
  ['similarities', 'mu_n = self.mu_bn(mu)\nself.sim = self.nce(mu_n @ mu_n.t())\nreturn mu, logvar'],
  ['a loss', 'self.align = F.mse_loss(self.mu_bn(mu), self.teacher(h))\nreturn mu, logvar'],
  ['a loss that adds up', 'm = self.mu_bn(mu)\nself.loss += F.mse_loss(m, h)\nreturn mu, logvar'],
  ['another decoder', 'rec = self.decode2(self.mu_bn(mu))\nreturn mu, logvar, rec'],
  ['records', 'self.codes.append(self.mu_bn(mu).detach().cpu())\nreturn mu, logvar'],
  ['the spread of codes', 'mu_n = self.mu_bn(mu)\nself.hinge = F.relu(1 - mu_n.var(dim=0)).mean()\nreturn mu, logvar'],
  ['a dictionary with the mean itself', "return {'mu': mu, 'logvar': logvar, 'probe': self.mu_bn(mu)}"],
  ['a dictionary with a copy', "return {'mu': mu, 'logvar': logvar, 'mu_norm': self.mu_bn(mu)}"],
  [
    'what is called a standard deviation',
    'mu_std = self.mu_bn(mu)\nd = (mu_std - self.centers).abs()\nself.q = F.softmax(d)\nreturn mu, logvar',
  ],
  ['an attribute for others', 'self.last_code = self.mu_bn(mu)\nreturn mu, logvar'],
  ['the head of a name', 'y = self.probe(mu=self.mu_bn(mu))\nreturn mu, logvar, y'],
  [
    'a cross-correlation',
    'a, b = self.mu_bn(mu), self.mu_bn(mu)\nself.c = a.T @ b / 64\nself.twins = off_diagonal(self.c)\nreturn mu, logvar',
  ],
  ['nothing', 'self.mu_bn(mu)\nreturn mu, logvar'],
])('no alarm for a copy of the mean: %s', (_, encode) => expect(found(encode)).toBe(false));

/** A VAE whose mean another class is given, by these lines of `forward`. */
const withClass = (lines: string, forward: string, use: string) => `import torch
import torch.nn as nn

class Side(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8, affine=False)
        self.lin = nn.Linear(8, 3)

    def forward(self, ${forward}):
${lines}

class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.side = Side()

    def forward(self, h):
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
${use}
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return self.decode(z), mu, logvar
`;

test.each([
  ['a head', '        return self.lin(self.bn(code))', 'code', '        y = self.side(mu)'],
  [
    'a head, whatever it calls the code',
    '        mu = self.bn(mu)\n        return self.lin(mu)',
    'mu',
    '        y = self.side(mu)',
  ],
  ['a norm of a head', '        return self.bn(mu)', 'mu', '        y = self.classes(self.side(mu))'],
  ['a norm of a detached copy', '        return self.bn(mu)', 'mu', '        code = self.side(mu.detach())'],
])('no alarm for a layer that is given the mean: %s', (_, lines, forward, use) => {
  expect(sitesIn(withClass(lines, forward, use))).toEqual([]);
});

test.each([
  ['given and returned', '        return self.bn(code)', 'code', '        mu = self.side(mu)'],
  ['by a name', '        out = self.bn(code)\n        return out', 'code', '        mu = self.side(mu)'],
  [
    'sampled inside',
    '        mu = self.bn(mu)\n        return mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)',
    'mu, logvar',
    '        z = self.side(mu, logvar)\n        return self.decode(z), mu, logvar',
  ],
])('a layer that is given the mean counts: %s', (_, lines, forward, use) => {
  expect(sitesIn(withClass(lines, forward, use))).toEqual(['not-affine 1 at affine=False']);
});

test('a helper that hands the mean on counts, one that reads it does not', () => {
  const bottom = (body: string) => `def after(m):\n    ${body}\n`;
  const encode = 'out = after(self.mu_bn(mu))\nreturn out, logvar';
  expect(found(encode, { bottom: bottom('return m.clamp(-5, 5)') })).toBe(true);
  const aside = 'self.y = after(self.mu_bn(mu))\nreturn mu, logvar';
  expect(found(aside, { bottom: bottom('return classifier(m)') })).toBe(false);
});

test('no alarm for a mu whose posterior is out of reach, also where the VAE is given what is made of it', () => {
  const text = (init: string, wave: string) => `import torch
import torch.nn as nn

class MuLaw(nn.Module):
    def __init__(self, mu=255.0):
        super().__init__()
        self.mu = mu
        self.mu_bn = nn.BatchNorm1d(1, affine=False)

    def forward(self, wav):
        x_mu = torch.sign(wav) * torch.log1p(self.mu * wav.abs())
        m = self.mu_bn(x_mu)
        return m

class VAE(nn.Module):
    def __init__(self):
        self.law = ${init}

    def forward(self, wav):
        h = self.conv(${wave})
        mean, logvar = self.to_mean(h), self.to_logvar(h)
        return mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
`;
  expect(sitesIn(text('None', 'wav'))).toEqual([]);
  expect(sitesIn(text('MuLaw()', 'self.law(wav)'))).toEqual([]);
  expect(sitesIn(`${text('None', 'wav')}\nlaw = MuLaw()\nvae = VAE()\nz = vae(law(wav))\n`)).toEqual([]);
});

test('the posterior may be in reach by the caller, or by a class that is derived', () => {
  const encoder = `import torch
import torch.nn as nn

class MeanEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc_mu = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8, affine=False)

    def forward(self, h):
        m = self.bn(self.fc_mu(h))
        return m
`;
  const spread = 'mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)';
  const caller = `
class VAE(nn.Module):
    def __init__(self):
        self.mean = MeanEncoder()

    def forward(self, h):
        mu, logvar = self.mean(h), self.spread(h)
        return ${spread}
`;
  const derived = `
class VAE(MeanEncoder):
    def sample(self, h, logvar):
        mu = self(h)
        return ${spread}
`;
  const other = `
class VAE(nn.Module):
    def sample(self, mu, logvar):
        return ${spread}
`;
  expect(sitesIn(encoder + caller)).toEqual(['not-affine 1 at affine=False']);
  expect(sitesIn(encoder + derived)).toEqual(['not-affine 1 at affine=False']);
  expect(sitesIn(encoder + other)).toEqual([]);
});

test('functional Keras: the mean goes on to the sample, or a copy to a head', () => {
  const text = (use: string) => `from tensorflow.keras.layers import BatchNormalization, Dense, Lambda
z_mean = Dense(8)(h)
z_log_var = Dense(8)(h)
${use}
vae = Model(x, decoder(z))
`;
  const site = ['not-affine 1 at scale=False'];
  const sample = (mean: string) => `z = Lambda(sampling)([${mean}, z_log_var])`;
  expect(sitesIn(text(`z_mean = BatchNormalization(scale=False)(z_mean)\n${sample('z_mean')}`))).toEqual(site);
  expect(sitesIn(text(`m = BatchNormalization(scale=False)(z_mean)\n${sample('m')}`))).toEqual(site);
  expect(sitesIn(text(`y = Dense(3)(BatchNormalization(scale=False)(z_mean))\n${sample('z_mean')}`))).toEqual([]);
});

test.each([
  ['by a name', '1.0', '', []],
  ['with another value', '0.5', '', ['literal 0.5 at 0.5 by gamma_ini']],
  ['frozen', '1.0', ', trainable=False', ['literal 1 at 1.0 by gamma_ini']],
])('an initial one of a Keras weight that is trained fixes nothing: %s', (_, value, more, sites) => {
  const text = `from tensorflow import keras
from tensorflow.keras.layers import BatchNormalization, Dense
gamma_ini = ${value}
z_mean = BatchNormalization(gamma_initializer=keras.initializers.Constant(gamma_ini)${more})(Dense(8)(h))
z_log_var = Dense(8)(h)
z = sample([z_mean, z_log_var])
`;
  expect(sitesIn(text)).toEqual(sites);
});

test('a torch weight that is filled with ones by a name and trained fixes nothing', () => {
  const init = (more: string) => `self.mu_bn = nn.BatchNorm1d(8)\nself.mu_bn.weight.data.fill_(ONE)${more}`;
  expect(sitesIn(vae({ top: 'ONE = 1.0', init: init('') }))).toEqual([]);
  expect(sitesIn(vae({ top: 'ONE = 1.0', init: init('\nself.mu_bn.weight.requires_grad = False') }))).toEqual([
    'literal 1 at 1.0 by ONE',
  ]);
});
