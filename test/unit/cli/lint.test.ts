import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_VERSION } from '../analysis/bundle';
import { bundledCommandLine, type CommandLine } from './commandLine';

let cli: CommandLine;
beforeAll(async () => {
  cli = await bundledCommandLine();
}, 30_000);
afterAll(() => cli.dispose());

const SCRIPT = `import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, gamma=0.6):
        super().__init__()
        self.fc_mu, self.fc_logvar = nn.Linear(64, 8), nn.Linear(64, 8)
        self.mu_bn = nn.BatchNorm1d(8)
        self.mu_bn.weight.requires_grad = False
        self.mu_bn.weight.fill_(GAMMA)

    def forward(self, h):
        mu, logvar = self.fc_mu(h), self.fc_logvar(h)
        return self.mu_bn(mu), logvar
`;
const withGamma = (gamma: number) => SCRIPT.replace('GAMMA', String(gamma));

/** Name of each file that has findings. */
async function filesFound(folder: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await cli.runIn(folder, 'lint', ...args, '--json');
  return [...new Set<string>(JSON.parse(stdout).findings.map(({ file }: { file: string }) => file))];
}

describe.concurrent('lint prints', () => {
  it('a line per site and finding, in the order of the files, and a summary', async () => {
    const folder = cli.folder({ 'b/train.py': withGamma(1.5), 'a.py': withGamma(0.6), 'c.md': '# nothing' });
    const { status, stdout, stderr } = await cli.runIn(folder, 'lint', '.');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3).join(' '))).toEqual([
      'a.py:8:22 warning bn-eps',
      'a.py:10:33 site gamma-site',
      `${join('b', 'train.py')}:8:22 warning bn-eps`,
      `${join('b', 'train.py')}:10:33 site gamma-site`,
      `${join('b', 'train.py')}:10:33 error gamma-exceeds-one`,
      '',
      '3 findings (1 error, 2 warnings, 0 info), 2 gamma sites, 3 files read',
      '',
    ]);
    expect(lines[4]).toContain('more than 0.2195 nats');
  });

  it('the summary alone where there is nothing', async () => {
    const { stdout } = await cli.run('lint', cli.folder({ 'a.py': 'x = 1' }));
    expect(stdout).toBe('0 findings (0 errors, 0 warnings, 0 info), 0 gamma sites, 1 file read\n');
  });

  it('with --json one object and nothing else', async () => {
    const folder = cli.folder({ 'train.py': withGamma(0.6) });
    const { status, stdout, stderr } = await cli.runIn(folder, 'lint', 'train.py', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      tool: { name: 'latent-lens', version: TEST_VERSION },
      files: 1,
      sites: [
        {
          file: 'train.py',
          line: 10,
          column: 33,
          code: 'gamma-site',
          gamma: 0.6,
          source: 'literal',
          name: null,
          message: 'gamma of self.mu_bn = 0.6',
        },
      ],
      findings: [
        {
          file: 'train.py',
          line: 8,
          column: 22,
          endLine: 8,
          endColumn: 39,
          code: 'bn-eps',
          severity: 'warning',
          message: expect.stringContaining('Use eps=1e-8'),
          help: 'docs/diagnostics.md#bn-eps',
          value: 1e-5,
          threshold: 1e-6,
        },
      ],
    });
  });

  it('paths outside the working folder in full', async () => {
    const folder = cli.folder({ 'train.py': withGamma(0.6) });
    const { stdout } = await cli.run('lint', folder, '--json');
    expect(JSON.parse(stdout).sites[0].file).toBe(join(folder, 'train.py'));
  });
});

describe.concurrent('lint --sarif prints a SARIF 2.1.0 log', () => {
  const log = async (folder: string, ...args: string[]) =>
    JSON.parse((await cli.runIn(folder, 'lint', '--sarif', ...args)).stdout);

  it('with the required properties, its rules and their help', async () => {
    const { $schema, version, runs } = await log(cli.folder({ 'a.py': '' }), '.');
    expect([$schema, version]).toEqual(['https://json.schemastore.org/sarif-2.1.0.json', '2.1.0']);
    expect(runs).toMatchObject([
      { tool: { driver: { name: 'latent-lens', version: TEST_VERSION } }, columnKind: 'utf16CodeUnits', results: [] },
    ]);
    const { rules } = runs[0].tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toEqual([
      'gamma-zero',
      'gamma-exceeds-one',
      'bn-eps',
      'gamma-unfilled',
      'lost-continuation',
    ]);
    for (const { id, helpUri, shortDescription } of rules) {
      expect(new URL(helpUri).hash).toBe(`#${id}`);
      expect(shortDescription.text).toMatch(/\.$/);
    }
  });

  it('with rule, level, message and region of each finding', async () => {
    const folder = cli.folder({ 'my scripts/train.py': withGamma(1.5) });
    const { runs } = await log(folder, '.', '--rule', 'bn-eps=info');
    const location = (region: object) => [
      { physicalLocation: { artifactLocation: { uri: 'my%20scripts/train.py', uriBaseId: '%SRCROOT%' }, region } },
    ];
    expect(runs[0].results).toEqual([
      {
        ruleId: 'bn-eps',
        ruleIndex: 2,
        level: 'note',
        message: { text: expect.stringContaining('eps=1e-8') },
        locations: location({ startLine: 8, startColumn: 22, endLine: 8, endColumn: 39 }),
      },
      {
        ruleId: 'gamma-exceeds-one',
        ruleIndex: 1,
        level: 'error',
        message: { text: expect.stringContaining('0.2195') },
        locations: location({ startLine: 10, startColumn: 33, endLine: 10, endColumn: 36 }),
      },
    ]);
  });

  it('with file URIs outside the working folder', async () => {
    const folder = cli.folder({ 'train.py': withGamma(0.6) });
    const { runs } = await log(cli.folder({ 'a.py': '' }), folder);
    const { artifactLocation } = runs[0].results[0].locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: expect.stringMatching(/^file:\/\/\/.*train\.py$/) });
  });
});

describe.concurrent('exit status', () => {
  it.each([
    [1.5, [], 0],
    [1.5, ['--fail-on', 'error'], 1],
    [1.5, ['--fail-on', 'warning'], 1],
    [0.6, ['--fail-on', 'error'], 0],
    [0.6, ['--fail-on=warning'], 1],
    [0.6, ['--fail-on', 'warning', '--rule', 'bn-eps=info'], 0],
    [1.5, ['--fail-on', 'warning', '--rule', 'bn-eps=off', '--rule=gamma-exceeds-one=off'], 0],
    [0.6, ['--fail-on', 'error', '--rule', 'bn-eps=error'], 1],
  ])('for gamma = %d with %j is %i', async (gamma, options, status) => {
    const ending = await cli.run('lint', cli.folder({ 'train.py': withGamma(gamma) }), ...options);
    expect([ending.status, ending.stderr]).toEqual([status, '']);
  });
});

describe.concurrent('of a folder are read', () => {
  it('scripts and configs, not what is hidden, installed or built', async () => {
    const script = withGamma(0.6);
    const shell = '# BN-VAE\npython x.py\n  --gamma 1';
    const folder = cli.folder({
      'a.py': script,
      'b.txt': script,
      'deep/er/c.py': script,
      'run.sh': shell,
      '.hidden/d.py': script,
      '.git/e.py': script,
      '.vscode/f.py': script,
      'node_modules/g.py': script,
      'venv/h.py': script,
      '.venv/i.py': script,
      '__pycache__/j.py': script,
      'dist/k.py': script,
      'dist.py': script,
    });
    const expected = ['.vscode/f.py', 'a.py', 'deep/er/c.py', 'dist.py', 'run.sh'];
    expect(await filesFound(folder, '.')).toEqual(expected.map((path) => join(path)));
  });

  it('the launch.json of .vscode by the scripts around', async () => {
    const script = SCRIPT.replace('GAMMA', 'args.gamma').replace(
      'class',
      "from argparse import ArgumentParser\nparser = ArgumentParser()\nparser.add_argument('--gamma', type=float)\nargs = parser.parse_args()\n\nclass",
    );
    const launch = { configurations: [{ program: `\${workspaceFolder}/train.py`, args: ['--gamma', '1.5'] }] };
    const folder = cli.folder({ 'train.py': script, '.vscode/launch.json': JSON.stringify(launch) });
    expect(await filesFound(folder, '.', '--rule', 'bn-eps=off')).toEqual([join('.vscode', 'launch.json')]);
  });

  it('links, but not in circles, and none that lead nowhere', async () => {
    const folder = cli.folder({ 'a/train.py': withGamma(0.6) });
    symlinkSync('..', join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync('nowhere.py', join(folder, 'c.py'));
    expect(await filesFound(folder, '.')).toEqual([join('a', 'train.py')]);
  });

  it('no large files, but large notebooks', async () => {
    const script = withGamma(0.6);
    const cells = [{ cell_type: 'code', source: [script] }];
    const folder = cli.folder({
      'large.py': `${script}#${' '.repeat(2e6)}`,
      'large.ipynb': JSON.stringify({ cells, metadata: { picture: 'x'.repeat(3e6) } }),
      'small.py': script,
      'huge.ipynb': '',
    });
    truncateSync(join(folder, 'huge.ipynb'), 21e6);
    expect(await filesFound(folder, '.')).toEqual(['large.ipynb', 'small.py']);
    expect(await filesFound(folder, 'large.py')).toEqual(['large.py']);
  });

  it('each once, whatever the paths say', async () => {
    const folder = cli.folder({ 'a/train.py': withGamma(0.6) });
    const { stdout } = await cli.runIn(folder, 'lint', '.', 'a', join('a', 'train.py'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ files: 1, findings: [{ code: 'bn-eps' }] });
  });

  it('texts with a byte order mark', async () => {
    const folder = cli.folder({ 'train.py': `\uFEFF${withGamma(0.6)}` });
    const { stdout } = await cli.run('lint', folder, '--json');
    expect(JSON.parse(stdout).findings).toMatchObject([{ line: 8, column: 22 }]);
  });
});

describe.concurrent('bad use gives exit status 2 and one line', () => {
  it.each([
    [['lint'], /paths: found none, expected files or folders/],
    [
      ['lint', 'no/such/train.py'],
      /^latent-lens: no\/such\/train\.py: path: found no such file, expected a file or folder/,
    ],
    [['lint', 'LICENSE'], /^latent-lens: LICENSE: name: found no script or config, expected \.py, \.ipynb/],
    [['lint', '.', '--rule', 'bn-eps'], /--rule: found "bn-eps", expected CODE=LEVEL/],
    [
      ['lint', '.', '--rule', 'bn-eps=loud'],
      /--rule: found "bn-eps=loud", expected CODE=LEVEL.*off, info, warning, error/,
    ],
    [
      ['lint', '.', '--rule', 'kl-vanishing=off'],
      /--rule: found "kl-vanishing=off", expected CODE=LEVEL with CODE gamma-zero/,
    ],
    [['lint', '.', '--json', '--sarif'], /--sarif: found --json too, expected one of them/],
    [['lint', '.', '--fail-on', 'info'], /--fail-on: found "info", expected warning, error/],
    [['lint', '.', '--gamma', '1'], /'--gamma'/],
    [['analyze', '.', '--sarif'], /'--sarif'/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await cli.run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^latent-lens: [^\n]*\n$/);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('where a path cannot be read', async () => {
    const { status, stderr } = await cli.run('lint', 'x'.repeat(300));
    expect([status, stderr]).toEqual([2, expect.stringMatching(/: path: found an error \(ENAMETOOLONG\), expected/)]);
  });
});

it('an empty folder is no error', async () => {
  const folder = cli.folder({ 'a/b.txt': '' });
  const { status, stdout } = await cli.run('lint', folder);
  expect([status, stdout]).toEqual([0, '0 findings (0 errors, 0 warnings, 0 info), 0 gamma sites, 0 files read\n']);
});

it('lint --help prints how to use it', async () => {
  const { status, stdout } = await cli.run('lint', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('latent-lens lint PATH... [options]');
  expect(stdout).toContain('--sarif');
});
