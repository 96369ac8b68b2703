import { expect, test } from 'vitest';
import { filledWith, parametersIn, sitesIn, vae } from './pythonSnippets';

/** What is found where the weight is filled with an expression. */
const followed = (value: string, top = '', parameters?: string, bottom?: string) =>
  sitesIn(vae({ init: filledWith(value), top, parameters, bottom }));

test.each([
  ['0.5', 0.5],
  ['1', 1],
  ['.7', 0.7],
  ['-0.5', -0.5],
  ['5e-1', 0.5],
])('the literal %s is followed to itself', (written, gamma) => {
  expect(followed(written)).toEqual([`literal ${gamma} at ${written}`]);
});

test.each([
  ['3 / 5', 0.6],
  ['2 ** -1', 0.5],
  ['-(1 - 0.5)', -0.5],
  ['math.sqrt(0.25)', 0.5],
  ['np.sqrt(4 * 0.25)', 1],
  ['pow(2, -1)', 0.5],
])('the arithmetic %s is computed, and stands as a whole', (written, gamma) => {
  expect(followed(written)).toEqual([`literal ${gamma} at ${written}`]);
});

test('a constant of the module is followed to its literal', () => {
  expect(followed('GAMMA', 'GAMMA = 1.2')).toEqual(['literal 1.2 at 1.2 by GAMMA']);
});

test('arithmetic on constants stands where it is written', () => {
  expect(followed('GAMMA', 'SCALE = 3\nGAMMA = SCALE / 5')).toEqual(['literal 0.6 at SCALE / 5 by GAMMA']);
});

test('the last assignment before the use counts', () => {
  expect(sitesIn(vae({ init: `gamma = 0.3\ngamma = 0.9\n${filledWith('gamma')}` }))).toEqual([
    'literal 0.9 at 0.9 by gamma',
  ]);
});

test.each([
  'gamma, rate = 0.4, 0.1',
  '(gamma, rate) = 0.4, 0.1',
  '[gamma, rate] = [0.4, 0.1]',
  'rate = gamma = 0.4',
  'gamma: float = 0.4',
  'for gamma in [0.4]:\n    print(gamma)',
  'if (gamma := 0.4) > 0:\n    print(gamma)',
  'rates = {"a": (b := 1)}; gamma = 0.4',
])('%s gives gamma its value', (top) => {
  expect(followed('gamma', top)).toEqual(['literal 0.4 at 0.4 by gamma']);
});

test('a name that is given to another batch norm later stands for the first one until then', () => {
  const init = `bn = nn.BatchNorm1d(8)
bn.weight.requires_grad = False
bn.weight.fill_(0.3)
self.mu_bn = bn
bn = nn.BatchNorm1d(8)
bn.weight.requires_grad = False
bn.weight.fill_(2.0)
self.other = bn`;
  expect(sitesIn(vae({ init }))).toEqual(['literal 0.3 at 0.3']);
});

test('a batch norm that is made in one branch only is found after it', () => {
  const init = `if nz > 4:
    bn = nn.BatchNorm1d(8)
    bn.weight.requires_grad = False
    bn.weight.fill_(0.3)
else:
    bn = nn.Identity()
self.mu_bn = bn`;
  expect(sitesIn(vae({ init }))).toEqual(['literal 0.3 at 0.3']);
});

test('expressions without bound in their depth are no problem', () => {
  const deep = `${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
  expect(followed('gamma', `gamma = 0.4\nx = ${deep}\ny = [${deep}, f(${deep})]`)).toEqual([
    'literal 0.4 at 0.4 by gamma',
  ]);
});

test('both branches of an if statement are candidates', () => {
  const init = `if nz > 8:\n    gamma = 0.3\nelse:\n    gamma = 0.9\n${filledWith('gamma')}`;
  expect(sitesIn(vae({ init }))).toEqual(['literal 0.3 at 0.3 by gamma', 'literal 0.9 at 0.9 by gamma']);
});

test('an attribute is followed to what any method assigns to it', () => {
  expect(sitesIn(vae({ init: `self.gamma = 0.4\n${filledWith('self.gamma')}` }))).toEqual([
    'literal 0.4 at 0.4 by self.gamma',
  ]);
});

test('an attribute of the class, and of its base, is followed', () => {
  const base = 'class Base(nn.Module):\n    gamma = 0.4\n';
  const text = vae({ top: base, init: filledWith('self.gamma') }).replace('class VAE(nn.Module)', 'class VAE(Base)');
  expect(sitesIn(text)).toEqual(['literal 0.4 at 0.4 by self.gamma']);
});

test('a parameter of the constructor is followed to its default', () => {
  const text = vae({ init: filledWith('gamma'), parameters: 'nz, gamma=0.5' });
  expect(sitesIn(text)).toEqual(['literal 0.5 at 0.5 by gamma']);
  expect(parametersIn(text)).toEqual(['gamma']);
});

test('what a call passes by keyword or by position wins over the default', () => {
  expect(followed('gamma', '', 'nz, gamma=0.5', 'model = VAE(8, gamma=1.2)')).toEqual(['literal 1.2 at 1.2 by gamma']);
  expect(followed('gamma', '', 'nz, gamma=0.5', 'model = VAE(8, 1.3)')).toEqual(['literal 1.3 at 1.3 by gamma']);
});

test('calls with different values give several sites, the default where one relies on it', () => {
  const bottom = 'a = VAE(8, gamma=0.3)\nb = VAE(8, gamma=1.5)\nc = VAE(8)';
  expect(followed('gamma', '', 'nz, gamma=0.5', bottom)).toEqual([
    'literal 0.5 at 0.5 by gamma',
    'literal 0.3 at 0.3 by gamma',
    'literal 1.5 at 1.5 by gamma',
  ]);
});

test('each value of a loop is a candidate', () => {
  expect(followed('gamma', '', 'nz, gamma', 'for g in [0.3, 1.5]:\n    VAE(8, g)')).toEqual([
    'literal 0.3 at 0.3 by g',
    'literal 1.5 at 1.5 by g',
  ]);
});

const ARGPARSE = "parser = argparse.ArgumentParser()\nparser.add_argument('--gamma', type=float, default=0.6)\n";

test('args.gamma is followed to the default of its argparse option', () => {
  const text = vae({ top: `${ARGPARSE}args = parser.parse_args()`, init: filledWith('args.gamma') });
  expect(sitesIn(text)).toEqual(['literal 0.6 at 0.6 by --gamma']);
  expect(parametersIn(text)).toEqual(['--gamma']);
});

test.each([
  ['args, _ = parser.parse_known_args()', 'args.gamma'],
  ['args = parser.parse_known_args()[0]', 'args.gamma'],
  ['args = vars(parser.parse_args())', "args['gamma']"],
  ['args = parser.parse_args([])', "getattr(args, 'gamma', 1.0)"],
  ['def get_args():\n    return parser.parse_args()\nargs = get_args()', 'args.gamma'],
  ['args = parser.parse_args()', 'float(args.gamma)'],
])('%s and %s read the same option', (parse, value) => {
  expect(followed(value, ARGPARSE + parse)).toEqual(['literal 0.6 at 0.6 by --gamma']);
});

test('the option is found where args comes through the constructor and an attribute', () => {
  const bottom = `${ARGPARSE}model = VAE(parser.parse_args())`;
  expect(
    sitesIn(vae({ parameters: 'args', init: `self.args = args\n${filledWith('self.args.gamma')}`, bottom })),
  ).toEqual(['literal 0.6 at 0.6 by --gamma']);
});

test('dest and dashes name the attribute of an option', () => {
  const options =
    "p = argparse.ArgumentParser()\np.add_argument('-g', '--bn-gamma', default=0.7)\np.add_argument('--scale', dest='factor', default=0.8)\nargs = p.parse_args()";
  expect(followed('args.bn_gamma', options)).toEqual(['literal 0.7 at 0.7 by --bn-gamma']);
  expect(followed('args.factor', options)).toEqual(['literal 0.8 at 0.8 by --scale']);
});

test('set_defaults holds instead of the default of the option', () => {
  expect(followed('args.gamma', `${ARGPARSE}parser.set_defaults(gamma=1.1)\nargs = parser.parse_args()`)).toEqual([
    'literal 1.1 at 1.1 by --gamma',
  ]);
});

test('a number in quotes is a default, too', () => {
  const quoted = ARGPARSE.replace('0.6', "'0.6'");
  expect(followed('args.gamma', `${quoted}args = parser.parse_args()`)).toEqual(['literal 0.6 at 0.6 by --gamma']);
});

test.each([
  ["parser.add_argument('--gamma', type=float, required=True)"],
  ["parser.add_argument('--gamma', type=float, default=None)"],
])('without a default, %s comes from outside', (option) => {
  const text = vae({
    top: `parser = argparse.ArgumentParser()\n${option}\nargs = parser.parse_args()`,
    init: filledWith('args.gamma'),
  });
  expect(sitesIn(text)).toEqual(['outside null at self.mu_bn.weight.fill_(args.gamma) by --gamma']);
  expect(parametersIn(text)).toEqual(['--gamma']);
});

test('an option of click reaches the parameter of its function', () => {
  const bottom = "@click.command()\n@click.option('--gamma', '-g', default=0.6)\ndef main(gamma):\n    VAE(8, gamma)";
  expect(followed('gamma', '', 'nz, gamma', bottom)).toEqual(['literal 0.6 at 0.6 by --gamma']);
});

test('typer makes options of the parameters of a command', () => {
  const bottom = '@app.command()\ndef main(gamma: float = 0.6):\n    VAE(8, gamma)';
  const text = vae({ parameters: 'nz, gamma', init: filledWith('gamma'), bottom });
  expect(sitesIn(text)).toEqual(['literal 0.6 at 0.6 by gamma']);
  expect(parametersIn(text)).toEqual(['--gamma']);
  expect(
    followed('gamma', '', 'nz, gamma', "def main(g: float = typer.Option(0.7, '--bn-gamma')):\n    VAE(8, g)"),
  ).toEqual(['literal 0.7 at 0.7 by --bn-gamma']);
});

test('absl flags are options', () => {
  expect(followed('FLAGS.gamma', "FLAGS = flags.FLAGS\nflags.DEFINE_float('gamma', 0.6, 'scale')")).toEqual([
    'literal 0.6 at 0.6 by --gamma',
  ]);
  expect(followed('_GAMMA.value', "_GAMMA = flags.DEFINE_float('gamma', 0.6, 'scale')")).toEqual([
    'literal 0.6 at 0.6 by --gamma',
  ]);
});

test.each([
  ['cfg = dict(nz=8, gamma=0.5)', "cfg['gamma']"],
  ["cfg = {'nz': 8, 'gamma': 0.5}", "cfg['gamma']"],
  ["cfg = {'model': {'gamma': 0.5}}", "cfg['model']['gamma']"],
  ["cfg = {'gamma': 0.5}", "cfg.get('gamma', 1.0)"],
  ['cfg = {}', "cfg.get('gamma', 0.5)"],
  ['cfg = SimpleNamespace(gamma=0.5)', 'cfg.gamma'],
  ["cfg = EasyDict({'gamma': 0.5})", 'cfg.gamma'],
  ['cfg = EasyDict()\ncfg.gamma = 0.5', 'cfg.gamma'],
  ["cfg = {}\ncfg['gamma'] = 0.5", "cfg['gamma']"],
  ["cfg = OmegaConf.create({'gamma': 0.5})", 'cfg.gamma'],
  ["base = {'gamma': 0.5}\ncfg = argparse.Namespace(**base)", 'cfg.gamma'],
  ['class cfg:\n    gamma = 0.5', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = 0.5\ncfg = Config()', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = field(default=0.5)\ncfg = Config()', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = 0.9\ncfg = Config(gamma=0.5)', 'cfg.gamma'],
  ['class Config(NamedTuple):\n    gamma: float = 0.5\ncfg = Config()', 'cfg.gamma'],
  ['class Config:\n    def __init__(self):\n        self.gamma = 0.5\ncfg = Config()', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = 0.5\ncfg = tyro.cli(Config)', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = 0.5\ncfg = pyrallis.parse(config_class=Config)', 'cfg.gamma'],
  ['@dataclass\nclass Config:\n    gamma: float = field(default_factory=lambda: 0.5)\ncfg = Config()', 'cfg.gamma'],
  ['@attr.s\nclass Config:\n    gamma = attr.ib(default=0.5)\ncfg = Config()', 'cfg.gamma'],
  ['class Config(BaseSettings):\n    gamma: float = Field(0.5, gt=0)\ncfg = Config()', 'cfg.gamma'],
])('%s holds a gamma for %s', (top, value) => {
  expect(followed(value, top).map((site) => site.replace(/ by .*/, ''))).toEqual(['literal 0.5 at 0.5']);
});

test.each([
  ['args = Args().parse_args()', 'args.gamma'],
  ['args = Args(underscores_to_dashes=True).parse_args(known_only=True)', 'args.gamma'],
  ['parser = ArgumentParser(Args)\nargs = parser.parse_args()', 'args.gamma'],
  ['args = parser.parse_args(namespace=Args())', 'args.gamma'],
  ['parser = HfArgumentParser(Args)\n(args,) = parser.parse_args_into_dataclasses()', 'args.gamma'],
  ['args = HfArgumentParser(Args).parse_args_into_dataclasses()[0]', 'args.gamma'],
  ['args, rest = HfArgumentParser((Args, Other)).parse_args_into_dataclasses()', 'args.gamma'],
  ["parser.add_arguments(Args, dest='model')\nargs = parser.parse_args()", 'args.model.gamma'],
])('a field of a class is an argument: %s', (parse, value) => {
  const top = `class Other:\n    seed: int = 1\nclass Args(Tap):\n    gamma: float = 0.5\n${parse}`;
  const text = vae({ top, init: filledWith(value) });
  expect(sitesIn(text).map((site) => site.replace(/ by .*/, ''))).toEqual(['literal 0.5 at 0.5']);
});

test('an argument that is a field of a class can be set by its option', () => {
  const top = 'class Args(Tap):\n    bn_gamma: float = 0.5\nargs = Args().parse_args()';
  expect(parametersIn(vae({ top, init: filledWith('args.bn_gamma') }))).toEqual(['--bn-gamma']);
});

test('the default of an option is its own, or else that of the field', () => {
  const top = (option: string) => `class Args(Tap):
    gamma: float = 0.5
    def configure(self):
        self.add_argument('--gamma'${option})
args = Args().parse_args()`;
  expect(followed('args.gamma', top(", help='scale'"))).toEqual(['literal 0.5 at 0.5 by --gamma']);
  expect(followed('args.gamma', top(', default=0.7'))).toEqual(['literal 0.7 at 0.7 by --gamma']);
});

test('a dictionary is passed on as keywords', () => {
  expect(followed('gamma', "cfg = {'nz': 8, 'gamma': 0.7}", 'nz, gamma=0.5', 'VAE(**cfg)')).toEqual([
    'literal 0.7 at 0.7 by gamma',
  ]);
});

test('an annotation tells the class of a config that is made elsewhere', () => {
  const top = '@dataclass\nclass Config:\n    gamma: float = 0.5';
  expect(followed('cfg.gamma', top, 'cfg: Config')).toEqual(['literal 0.5 at 0.5 by cfg.gamma']);
});

test('an annotation tells the class of what comes from outside', () => {
  const top = '@dataclass\nclass Config:\n    gamma: float = 0.5';
  const bottom = 'from settings import cfg\nVAE(cfg)';
  expect(followed('cfg.gamma', top, 'cfg: Config', bottom)).toEqual(['literal 0.5 at 0.5 by cfg.gamma']);
});

test("Lightning's hparams are the parameters of the constructor", () => {
  const init = `self.save_hyperparameters()\n${filledWith('self.hparams.gamma')}`;
  expect(sitesIn(vae({ init, parameters: 'nz=8, gamma=0.5' }))).toEqual(['literal 0.5 at 0.5 by gamma']);
});

test.each([
  ["cfg = yaml.safe_load(open('config.yaml'))", "cfg['model']['gamma']", 'model.gamma'],
  ["cfg = OmegaConf.load('config.yaml')", 'cfg.gamma', 'gamma'],
  ["cfg = json.load(open('config.json'))", "cfg['vae']['gamma']", 'vae.gamma'],
  ["cfg = SimpleNamespace(**toml.load('config.toml')['vae'])", 'cfg.gamma', 'vae.gamma'],
])('%s is outside, read by its key', (top, value, key) => {
  const text = vae({ top, init: filledWith(value) });
  expect(sitesIn(text).map((site) => site.replace(/ by .*/, ''))).toEqual([
    `outside null at self.mu_bn.weight.fill_(${value})`,
  ]);
  expect(parametersIn(text)).toEqual([key]);
});

test("hydra's config is outside, read by its key", () => {
  const bottom = '@hydra.main(config_path="conf")\ndef main(cfg):\n    VAE(cfg.model)';
  expect(parametersIn(vae({ parameters: 'cfg', init: filledWith('cfg.gamma'), bottom }))).toEqual(['model.gamma']);
});

test('arguments that another file parses are an option or a key', () => {
  const text = vae({ parameters: 'args', init: filledWith('args.gamma') });
  expect(sitesIn(text)).toEqual(['outside null at self.mu_bn.weight.fill_(args.gamma) by args.gamma']);
  expect(parametersIn(text)).toEqual(['--gamma or gamma']);
});

test('arguments that another file parses by the options of this one have their defaults', () => {
  const declaring = (option: string) => `def add_args(parser):
    parser.add_argument('${option}', type=float, default=0.6)
`;
  const text = vae({ top: declaring('--gamma'), parameters: 'args', init: filledWith('args.gamma') });
  expect(sitesIn(text)).toEqual(['literal 0.6 at 0.6 by --gamma']);
  expect(parametersIn(text)).toEqual(['--gamma']);
  const outside = 'outside null at self.mu_bn.weight.fill_(args.gamma) by args.gamma';
  const other = vae({ top: declaring('--lr-gamma'), parameters: 'args', init: filledWith('args.gamma') });
  expect(sitesIn(other)).toEqual([outside]);
  const bag = vae({ top: declaring('--gamma'), parameters: 'cell', init: filledWith('cell.gamma') });
  expect(sitesIn(bag)).toEqual([outside.replaceAll('args', 'cell')]);
});

test('a default of get is the gamma where the config does not have the key', () => {
  const text = vae({ top: 'cfg = yaml.safe_load(f)', init: filledWith("cfg.get('gamma', 0.5)") });
  expect(sitesIn(text)).toEqual(['literal 0.5 at 0.5 by cfg.gamma']);
  expect(parametersIn(text)).toEqual(['gamma']);
});

test('of a conditional, the name wins over a bare number that switches batch norm off', () => {
  expect(followed('args.gamma if args.bn else -1', `${ARGPARSE}args = parser.parse_args()`)).toEqual([
    'literal 0.6 at 0.6 by --gamma',
  ]);
  expect(followed('0.5 if nz > 8 else 0.9')).toEqual(['literal 0.5 at 0.5', 'literal 0.9 at 0.9']);
  expect(followed('0.5 if nz > 8 else -1')).toEqual(['literal 0.5 at 0.5']);
});

test('`x or 0.5` is 0.5 where x says nothing', () => {
  expect(followed('gamma or 0.5', '', 'nz, gamma=None')).toEqual(['literal 0.5 at 0.5']);
  expect(followed('gamma or 0.5', '', 'nz, gamma=0.8')).toEqual(['literal 0.8 at 0.8 by gamma']);
});

test.each([
  'torch.tensor(0.5)',
  'torch.full((8,), 0.5)',
  'torch.ones(8) * 0.5',
  '0.5 * torch.ones_like(w)',
  'float(0.5)',
  'torch.FloatTensor([0.5] * 8)',
  'torch.empty(8).fill_(0.5)',
  'torch.from_numpy(np.full(8, 0.5))',
  'torch.from_numpy(np.ones(8) * 0.5).float()',
  'torch.from_numpy(np.full(8, 0.5).astype(np.float32)).to(device)',
  'torch.DoubleTensor([0.5] * 8)',
  'torch.tensor(0.5).expand(8)',
  'torch.tensor(np.repeat(0.5, 8))',
  'np.tile(0.5, 8)',
  'nn.init.constant_(torch.empty(8), 0.5)',
])('a tensor of one number, %s, is that number', (tensor) => {
  expect(sitesIn(vae({ init: `${filledWith('0')}`.replace('.fill_(0)', `.data.copy_(${tensor})`) }))).toEqual([
    'literal 0.5 at 0.5',
  ]);
});

test.each([
  'torch.from_numpy(np.ones(8))',
  'torch.tensor(np.ones(8), dtype=torch.float)',
  'torch.ones(8).type_as(w)',
  'np.ones(8)',
])('a frozen weight that %s is copied into is 1', (tensor) => {
  expect(sitesIn(vae({ init: filledWith('0').replace('.fill_(0)', `.data.copy_(${tensor})`) }))[0]).toMatch(
    /^literal 1 at/,
  );
});

test('names that lead in circles lead nowhere', () => {
  expect(followed('a', 'a = b\nb = a').every((site) => site.startsWith('outside null'))).toBe(true);
});

test('more ways than can be followed are given up, soon', () => {
  const ways = Array.from({ length: 60 }, (_, k) => `if c${k}:\n    g = g if c else g\n`).join('');
  expect(followed('g', `g = 0.5\n${ways}`).length).toBeLessThanOrEqual(1);
});

test('keys of any kind are no problem', () => {
  expect(followed("cfg['a.b(']", "cfg = {'a.b(': 0.5}").map((site) => site.replace(/ by .*/, ''))).toEqual([
    'literal 0.5 at 0.5',
  ]);
  expect(
    sitesIn(
      vae({
        init: "d = {}\nd['*('] = nn.BatchNorm1d(8, affine=False)",
        encode: "mu = d['*('](self.fc_mu(h))\nreturn mu, self.fc_logvar(h)",
      }),
    ),
  ).toEqual([]);
});
