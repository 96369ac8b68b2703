import { expect, it } from 'vitest';
import { withImportedParameters } from '../../../src/trainingScripts/imports';

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
