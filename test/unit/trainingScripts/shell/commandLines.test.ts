import { describe, expect, it } from 'vitest';
import type { ProjectScript } from '../../../../src/trainingScripts/projectScripts';
import { commandLineFacts } from '../../../../src/trainingScripts/shell/commandLines';
import { edited, pieces } from '../marked';

const TRAIN: ProjectScript = { path: '/p/train.py', parameters: [{ option: '--gamma', key: 'model.gamma' }] };
const AGENT: ProjectScript = { path: '/p/rl/agent.py', parameters: [] };

const factsOf = (text: string, scripts = [TRAIN, AGENT], path = '/p/run.sh') => commandLineFacts(text, path, scripts);

/** Name and value of each site; the value is what its literal says. */
function gammas(text: string, scripts?: ProjectScript[], path?: string): string[] {
  const { sites } = factsOf(text, scripts, path);
  for (const { literal, gamma } of sites) expect(Number(pieces(text, [literal!])[0])).toBe(gamma);
  return sites.map(({ name, gamma }) => `${name} ${gamma}`);
}

describe('a command that runs a script of the project', () => {
  it.each([
    ['python train.py --gamma 1.5'],
    ['python train.py --gamma=1.5'],
    ['python train.py --gamma "1.5"'],
    ["python train.py --gamma='1.5' --lr 1"],
    ['$ python3 -u ./train.py --lr 0.5 \\\n    --gamma 1.5 \\\n    --fb 0'],
    ['CUDA_VISIBLE_DEVICES=0 OMP_NUM_THREADS= python train.py --gamma 1.5 > log 2>&1 &'],
    ['torchrun --nproc_per_node=2 train.py --gamma 1.5'],
    ['accelerate launch --mixed_precision fp16 -m p.train --gamma 1.5'],
    ['python -m torch.distributed.launch --nproc_per_node 4 train.py --gamma 1.5'],
    ['python -m train --gamma 1.5'],
    ['cd x && nohup python ../train.py --gamma 1.5'],
    ['python $ROOT/train.py --gamma 1.5'],
    ['python "$(dirname "$0")/train.py" --gamma 1.5'],
    ['if [ -z "$1" ]; then python train.py --gamma 1.5; fi'],
    ['loss=$(python train.py --gamma 1.5 | tail -1)'],
    ["ssh gpu bash -c 'cd p; python train.py --gamma 1.5'"],
    ['sbatch --wrap "srun python train.py --gamma 1.5"'],
    ['sbatch <<EOF\n#SBATCH --time 1\npython train.py --gamma 1.5\nEOF'],
  ])('%s', (text) => expect(gammas(text)).toEqual(['--gamma 1.5']));

  it.each([
    ['python train.py model.gamma=1.5', ['model.gamma 1.5']],
    ['python train.py ++model.gamma=1.5', ['model.gamma 1.5']],
    ['python train.py -m model.gamma=0.5,1.5 seed=1', ['model.gamma 0.5', 'model.gamma 1.5']],
    ['python train.py --gamma -1', ['--gamma -1']],
    ['python train.py --gamma .5e0; python train.py --gamma 2', ['--gamma 0.5', '--gamma 2']],
  ])('%s', (text, found) => expect(gammas(text)).toEqual(found));

  it('takes an option with underscores for one with dashes', () => {
    const script = { path: '/p/train.py', parameters: [{ option: '--bn-gamma', key: null }] };
    expect(gammas('python train.py --bn_gamma 1.5', [script])).toEqual(['--bn_gamma 1.5']);
  });
});

describe('variables', () => {
  it.each([
    ['GAMMA=1.5\npython train.py --gamma $GAMMA', ['GAMMA 1.5']],
    [`export GAMMA="1.5"\npython train.py --gamma "\${GAMMA}"`, ['GAMMA 1.5']],
    ['local A=1 GAMMA=1.5; python train.py --gamma=$GAMMA', ['GAMMA 1.5']],
    [`python train.py --gamma \${GAMMA:-1.5}`, ['GAMMA 1.5']],
    [`GAMMA=\${1:-1.5}\npython train.py --gamma $GAMMA`, ['--gamma 1.5']],
    ['G=1.5\nGAMMA=$G\npython train.py --gamma $GAMMA', ['G 1.5']],
    ['GAMMA=0.5\nGAMMA=1.5\npython train.py --gamma $GAMMA', ['GAMMA 1.5']],
    [
      'GAMMA=0.5\npython train.py --gamma $GAMMA\nGAMMA=1.5\npython train.py --gamma $GAMMA',
      ['GAMMA 0.5', 'GAMMA 1.5'],
    ],
    ['for g in 0 0.5 1.5; do\n  python train.py --gamma $g --out g$g\ndone', ['g 0', 'g 0.5', 'g 1.5']],
    [`GS=(0.5 1.5)\nfor g in "\${GS[@]}"; do python train.py --gamma $g; done`, ['GS 0.5', 'GS 1.5']],
    ['GS="0.5 1.5"\nfor g in $GS; do python train.py --gamma $g; done', ['GS 0.5', 'GS 1.5']],
    ['ARGS="--lr 1 --gamma 1.5"\npython train.py $ARGS', ['--gamma 1.5']],
    [`ARGS=(\n  --lr 1\n  --gamma 1.5\n)\npython train.py "\${ARGS[@]}"`, ['--gamma 1.5']],
    [`g=1.5; ARGS=(--lr 1 --gamma $g); python train.py "\${ARGS[@]}"`, ['g 1.5']],
    [`A=(--lr 1)\nA+=(--gamma 1.5)\npython train.py \${A[@]}`, ['--gamma 1.5']],
    ['A="--lr 1"\nA="$A --gamma 1.5"\npython train.py $A', ['--gamma 1.5']],
    ['RUN="python train.py"\n$RUN --gamma 1.5', ['--gamma 1.5']],
  ])('%s', (text, found) => expect(gammas(text)).toEqual(found));

  it('one literal of two commands is one site that knows both', () => {
    const text = `G=1.5\npython train.py --gamma $G\npython train.py --gamma "\${G}"`;
    const { sites } = factsOf(text);
    expect(sites).toHaveLength(1);
    expect(pieces(text, sites[0].uses)).toEqual(['$G', `\${G}`]);
  });

  it.each([
    ['python train.py --gamma $GAMMA'],
    ['python train.py --gamma $1'],
    ['GAMMA=1.5 python train.py --gamma $GAMMA'],
    ['for g in $(seq 0 2); do python train.py --gamma $g; done'],
    ['X="$X $X"; Y="$X $Y"; X=$Y; python train.py --gamma $X $Y'],
    ['python train.py --gamma'],
    ['python train.py --gamma --lr 1.5'],
    ['python train.py --gamma 1.5x'],
  ])('what the file does not say is no site: %s', (text) => expect(gammas(text)).toEqual([]));
});

describe('nothing is said of', () => {
  it.each([
    ['another script', 'python other.py --gamma 1.5'],
    ['a script without a gamma of batch norm', 'python rl/agent.py --gamma 1.0'],
    ['another option', 'python train.py --lr-gamma 1.5 --gamma2 1.5'],
    ['a command in a comment', '# python train.py --gamma 1.5'],
    ['a command that is printed', 'echo python train.py --gamma 1.5'],
    ['an option of the next command', 'python train.py --lr 1; ./other --gamma 1.5'],
    ['a script of that name elsewhere', 'python rl/train.py --gamma 1.5'],
  ])('%s', (_, text) => expect(gammas(text)).toEqual([]));

  const VAE = { path: '/p/vae/train.py', parameters: TRAIN.parameters };
  const RL = { path: '/p/rl/train.py', parameters: [] };
  it.each([
    ['two scripts of the name are as near', '/p/run.sh', 'python train.py --gamma 1.5', []],
    ['the folder is written', '/p/run.sh', 'python vae/train.py --gamma 1.5', ['--gamma 1.5']],
    ['the other folder is written', '/p/run.sh', 'python rl/train.py --gamma 1.5', []],
    ['it lies beside', '/p/vae/run.sh', 'python train.py --gamma 1.5', ['--gamma 1.5']],
    ['it lies nearer', '/p/vae/scripts/run.sh', 'python train.py --gamma 1.5', ['--gamma 1.5']],
    ['the other lies nearer', '/p/rl/scripts/run.sh', 'python train.py --gamma 1.5', []],
    ['the path is that of another machine', '/p/run.sh', 'python /home/me/p/vae/train.py --gamma 1.5', ['--gamma 1.5']],
  ])('a script, or not, where %s', (_, path, text, found) => expect(gammas(text, [VAE, RL], path)).toEqual(found));
});

describe('a lost continuation', () => {
  const lostIn = (text: string, scripts?: ProjectScript[]) => factsOf(text, scripts).lostContinuations;

  it.each([
    [
      'no backslash',
      'python train.py \\\n  --lr 0.5\n  --gamma 0.5\n',
      'python train.py \\\n  --lr 0.5 \\\n  --gamma 0.5\n',
    ],
    ['blanks after it', 'python train.py --lr 1 \\  \n  --gamma 0.5', 'python train.py --lr 1 \\\n  --gamma 0.5'],
    ['blanks for it', 'python train.py --lr 1  \n  --gamma 0.5', 'python train.py --lr 1 \\\n  --gamma 0.5'],
    ['CRLF', 'python train.py "a"\r\n  --gamma 0.5\r\n', 'python train.py "a" \\\r\n  --gamma 0.5\r\n'],
    [
      'two lines lost',
      'python train.py a\n  --lr 1\n  --gamma 0.5 \\\n  --x',
      'python train.py a \\\n  --lr 1 \\\n  --gamma 0.5 \\\n  --x',
    ],
  ])('with %s is found, and its repair joins the lines', (_, text, repaired) => {
    const [lost, ...more] = lostIn(text);
    expect(more).toEqual([]);
    expect(lost).toMatchObject({ option: '--gamma', value: 0.5 });
    expect(pieces(text, [lost.span])).toEqual(['--gamma 0.5']);
    expect(edited(text, lost.repairs)).toBe(repaired);
    expect(gammas(repaired)).toEqual(['--gamma 0.5']);
    expect(lostIn(repaired)).toEqual([]);
  });

  it('gives no site: the script never gets the value', () => {
    expect(gammas('python train.py\n  --gamma 0.5')).toEqual([]);
  });

  it('knows a value that it cannot read', () => {
    expect(lostIn('python train.py\n  --gamma $G')).toMatchObject([{ value: null }]);
  });

  it.each([
    ['other options are lost', 'python train.py --gamma 0.5\n  --lr 1'],
    ['the line is empty', 'python train.py\n\n  --gamma 0.5'],
    ['the command is another', 'python rl/agent.py\n  --gamma 0.5'],
    ['no script is run', 'ls\n  --gamma 0.5'],
    ['the command has ended', 'python train.py &\n  --gamma 0.5'],
    ['it is an array', 'python train.py\nA=(\n  --lr 1\n  --gamma 0.5\n)'],
    ['the line begins otherwise', 'python train.py\nx --gamma 0.5'],
  ])('is none where %s', (_, text) => expect(lostIn(text)).toEqual([]));

  it.each([
    ['# BN-VAE', 1],
    ['# bnvae on Yelp', 1],
    ['# Batch normalisation keeps the KL of a VAE alive', 1],
    ['# DQN on Atari', 0],
    ['# VAE', 0],
  ])('without the script needs the words of the file: %s', (words, found) => {
    const text = `${words}\npython text.py --lr 1\n  --gamma 0.5`;
    expect(lostIn(text, [])).toHaveLength(found);
    expect(lostIn(text, [{ path: '/p/text.py', parameters: [] }])).toHaveLength(found);
  });
});
