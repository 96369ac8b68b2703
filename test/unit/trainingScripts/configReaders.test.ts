import { expect, it } from 'vitest';
import { configMentions } from '../../../src/trainingScripts/configReaders';
import { type LintSite, lintFiles } from '../../../src/trainingScripts/lintFiles';
import { filledWith, vae } from './pythonSnippets';

/** A VAE whose gamma comes from a config; the line says which. */
const vaeWith = (line: string) => vae({ init: filledWith('cfg.gamma'), parameters: 'cfg', bottom: line });
const dqnWith = (line: string) => `import yaml\n${line}\nreturns = cfg['gamma'] * rewards`;

/** The configs in which a gamma is found, among these files of a project. */
function configsFound(files: Record<string, string>): string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const configs = lintFiles(sources).sites.filter(({ source }: LintSite) => source === 'config');
  return configs.map(({ file }) => file);
}

const CONFIGS = { 'configs/dqn.yaml': 'gamma: 0.99', 'configs/vae.yaml': 'gamma: 0.5' };

it.each([
  ['opens', "cfg = yaml.safe_load(open('configs/dqn.yaml'))"],
  ['opens in a folder', "cfg = yaml.safe_load(open(os.path.join(HERE, 'dqn.yaml')))"],
  ['opens by a path from a variable', "cfg = yaml.safe_load(open(f'{ROOT}/configs/dqn.yaml'))"],
  ['has as the default of an option', "parser.add_argument('--config', default='configs/dqn.yaml')"],
  ['gives to Hydra', "@hydra.main(config_path='configs', config_name='dqn')"],
])('a config that only another script %s is not read', (_, line) => {
  const found = configsFound({ 'vae.py': vaeWith(''), 'dqn.py': dqnWith(line), ...CONFIGS });
  expect(found).toEqual(['configs/vae.yaml']);
});

it.each([
  ['run.sh', 'python dqn.py \\\n  --config configs/dqn.yaml\npython vae.py --config configs/vae.yaml'],
  ['README.md', 'Run\n```sh\npython dqn.py --config configs/dqn.yaml\n```'],
  [
    '.vscode/launch.json',
    '{"configurations": [{"program": "dqn.py",\n"args": ["--config",\n"configs/dqn.yaml"]},\n{"program": "vae.py"}]}',
  ],
])('nor one that %s gives to another script', (path, text) => {
  const found = configsFound({ 'vae.py': vaeWith(''), 'dqn.py': dqnWith(''), [path]: text, ...CONFIGS });
  expect(found).toEqual(['configs/vae.yaml']);
});

it('nor the config of the same name in the folder of another script', () => {
  const line = "cfg = yaml.safe_load(open('config.yaml'))";
  const configs = { 'config.yaml': 'gamma: 0.5', 'rl/config.yaml': 'gamma: 0.99' };
  expect(configsFound({ 'vae.py': vaeWith(line), 'rl/dqn.py': dqnWith(line), ...configs })).toEqual(['config.yaml']);
});

it.each([
  ['both name', { 'vae.py': vaeWith("load('configs/dqn.yaml')"), 'dqn.py': dqnWith("load('configs/dqn.yaml')") }],
  ['nobody names', { 'vae.py': vaeWith(''), 'dqn.py': dqnWith('') }],
  ['a module of the script names', { 'vae.py': vaeWith('import settings'), 'settings.py': "load('configs/dqn.yaml')" }],
  ['a launcher gives it', { 'vae.py': vaeWith(''), 'sweep.py': "run(['vae.py', '--config', 'configs/dqn.yaml'])" }],
])('a config that %s is read', (_, scripts) => {
  expect(configsFound({ ...scripts, ...CONFIGS })).toContain('configs/dqn.yaml');
});

it('a name that any project has may mean each config of this name', () => {
  const scripts = { 'vae.py': vaeWith(''), 'tool.py': "json.dump(args, open(out + '/config.json', 'w'))" };
  expect(configsFound({ ...scripts, 'runs/config.json': '{"gamma": 0.5}' })).toEqual(['runs/config.json']);
});

it('mentions are found in long lines without blanks', () => {
  const long = 'a'.repeat(1e6);
  expect(configMentions(`x = '${long}'\nload('c.toml')`)).toEqual([{ script: null, config: 'c.toml' }]);
  expect(configMentions(`${long}.json`)[0].config.length).toBeLessThan(300);
});
