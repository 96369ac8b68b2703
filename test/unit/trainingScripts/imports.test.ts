import { expect, it } from 'vitest';
import { withImportedParameters } from '../../../src/trainingScripts/imports';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';

const GAMMA = { option: '--gamma', key: 'gamma' };

/** The parameters of /p/train.py with this text, among the modules of BN-VAE's published code. */
function parametersOf(text: string, givers = { '/p/modules/encoders/enc_lstm.py': [GAMMA] }) {
  const modules = {
    '/p/modules/__init__.py': 'from .encoders import *\nfrom .vae import VAE',
    '/p/modules/vae.py': 'import torch',
    '/p/modules/encoders/__init__.py': 'from .enc_lstm import LSTMEncoder',
    '/p/modules/encoders/enc_lstm.py': 'from .gaussian import Base',
    '/p/modules/encoders/gaussian.py': 'import torch',
  };
  const sources = Object.entries({ '/p/train.py': text, ...modules }).map(([path, text]) => ({
    path,
    text,
    parameters: (givers as Record<string, (typeof GAMMA)[]>)[path] ?? [],
  }));
  return withImportedParameters(sources)[0].parameters;
}

it.each([
  ['from modules.encoders.enc_lstm import LSTMEncoder'],
  ['from modules.encoders import enc_lstm as encoder'],
  ['from modules import (VAE,\n    LSTMEncoder)'],
  ['import modules'],
  ['import os, modules.encoders.enc_lstm as e'],
  ['if True:\n    from .modules.encoders.enc_lstm import LSTMEncoder'],
  ['from p.modules.encoders.enc_lstm import LSTMEncoder'],
])('%s passes its parameters on', (line) => {
  expect(parametersOf(`import torch\n${line}\nparser.add_argument('--gamma')`)).toEqual([GAMMA]);
});

it.each([
  ['from modules.vae import VAE'],
  ['from enc_lstm import LSTMEncoder'],
  ['# from modules import VAE'],
  ['from ..modules import VAE'],
  [''],
])('%s passes nothing on', (line) => {
  expect(parametersOf(`${line}\nparser.add_argument("--gamma")`)).toEqual([]);
});

it('an option is passed on only to a script that has it; a key to any', () => {
  expect(parametersOf('import modules')).toEqual([{ option: null, key: 'gamma' }]);
  const option = { '/p/modules/vae.py': [{ option: '--bn-gamma', key: null as never }] };
  expect(parametersOf('import modules', option as never)).toEqual([]);
  expect(parametersOf("import modules\nadd('--bn_gamma')", option as never)).toEqual([
    { option: '--bn-gamma', key: null },
  ]);
});

it('modules that import each other come to an end, and keep their own', () => {
  const sources = [
    { path: 'a.py', text: "import b\n'--x' '--y'", parameters: [{ option: '--x', key: null }] },
    { path: 'b.py', text: "import a\n'--x' '--y'", parameters: [{ option: '--y', key: null }] },
  ];
  const [a, b] = withImportedParameters(sources);
  expect(a.parameters.map(({ option }) => option)).toEqual(['--x', '--y']);
  expect(b.parameters.map(({ option }) => option)).toEqual(['--y', '--x']);
});

/** The options that reach /p/train.py with this text, which imports a class or function from a package. */
function optionsPassed(train: string, more: Record<string, string> = {}): (string | null)[] {
  const vae = `import torch.nn as nn
class VAE(nn.Module):
    def __init__(self, nz, gamma):
        self.fc_mu, self.fc_logvar = nn.Linear(8, nz), nn.Linear(8, nz)
        self.mu_bn = nn.BatchNorm1d(nz)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.data.fill_(gamma)
    def encode(self, h):
        return self.mu_bn(self.fc_mu(h)), self.fc_logvar(h)
class FocalLoss(nn.Module):
    def __init__(self, gamma):
        self.gamma = gamma
`;
  const texts = { 'p/train.py': train, 'p/nets/__init__.py': 'from .vae import *', 'p/nets/vae.py': vae, ...more };
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text, ...analyzeScript(text) }));
  const { parameters } = withImportedParameters(sources)[0];
  return parameters.flatMap(({ option }) => option ?? []);
}

const ARGUMENTS = `parser.add_argument('--bn_gamma', default=0.5)
parser.add_argument('--focal_gamma', default=2.0)
args = parser.parse_args()
`;

it.each([
  ['by position', 'from nets import VAE\n', 'VAE(8, args.bn_gamma)'],
  ['by keyword', 'from nets.vae import VAE\n', 'VAE(nz=8, gamma=args.bn_gamma)'],
  ['under another name', 'from nets import VAE as Model\n', 'Model(8, args.bn_gamma)'],
  ['of a module', 'import nets\n', 'nets.VAE(8, args.bn_gamma)'],
  ['through a variable', 'from nets import VAE\n', 'VAE(8, float(g))'],
])('the option that a script passes to an imported class is its way in: %s', (_, imports, call) => {
  expect(optionsPassed(`${imports}${ARGUMENTS}g = args.bn_gamma\nmodel = ${call}`)).toEqual(['--bn_gamma']);
});

it.each([
  ['other arguments', 'from nets import VAE\n', 'VAE(args.bn_gamma, 0.5)'],
  ['other classes of the module', 'from nets.vae import VAE, FocalLoss\n', 'FocalLoss(args.focal_gamma)'],
  ['a class of its own', 'from nets import FocalLoss\nclass VAE:\n    pass\n', 'VAE(8, args.bn_gamma)'],
  ['a class of a module that it does not import', 'from lib import VAE\n', 'VAE(8, args.bn_gamma)'],
  ['a configuration that is no command line', 'from nets import VAE\n', 'VAE(**config)'],
])('%s are none', (_, imports, call) => {
  expect(optionsPassed(`${imports}${ARGUMENTS}model = ${call}`)).toEqual([]);
});

it('all options as keywords have the one of its name', () => {
  expect(optionsPassed(`from nets import VAE\n${ARGUMENTS}VAE(**vars(args))`)).toEqual(['--gamma']);
});

it('what a function between passes on is followed through it', () => {
  const build = 'from nets import VAE\ndef build(nz, bn_gamma=0.5):\n    return VAE(nz, gamma=bn_gamma)\n';
  const train = `from build import build\n${ARGUMENTS}build(8, bn_gamma=args.bn_gamma)`;
  expect(optionsPassed(train, { 'p/build.py': build })).toEqual(['--bn_gamma']);
});
