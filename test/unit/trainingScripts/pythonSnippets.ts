import type { TextSpan } from '../../../src/trainingScripts/gammaSite';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';

/** The parts of a small VAE in PyTorch; each has what a BN-VAE has by default. */
export interface VaeParts {
  /** Lines before the class. */
  top?: string;
  /** Parameters of the constructor. */
  parameters?: string;
  /** Lines of the constructor: what makes the batch norm and fixes its weight. */
  init?: string;
  /** Lines of `encode`, from the hidden features h. */
  encode?: string;
  /** Lines after the class. */
  bottom?: string;
}

/** A training script around the lines that a test is about. */
export function vae({
  top = '',
  parameters = 'nz=8',
  init = FIXED,
  encode = NORMALIZED,
  bottom = '',
}: VaeParts): string {
  return `import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F

${top}

class VAE(nn.Module):
    def __init__(self, ${parameters}):
        super().__init__()
        self.fc = nn.Linear(784, 200)
        self.fc_mu = nn.Linear(200, 8)
        self.fc_logvar = nn.Linear(200, 8)
${indented(init)}

    def encode(self, x):
        h = F.relu(self.fc(x))
${indented(encode)}

    def forward(self, x):
        mu, logvar = self.encode(x)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        return self.decode(z), mu, logvar


${bottom}
`;
}

/** A batch norm whose weight is frozen, but not filled yet. */
export const FROZEN = `self.mu_bn = nn.BatchNorm1d(8)
self.mu_bn.weight.requires_grad = False`;

/** A frozen batch norm, filled with what is written. */
export const filledWith = (value: string): string => `${FROZEN}
self.mu_bn.weight.fill_(${value})`;

const FIXED = filledWith('0.5');

const NORMALIZED = `mu = self.mu_bn(self.fc_mu(h))
return mu, self.fc_logvar(h)`;

/** Sites of a script in words: source, gamma, the text they stand on, and the name. */
export function sitesIn(text: string): string[] {
  return analyzeScript(text).sites.map(({ source, gamma, span, name }) => {
    return `${source} ${gamma} at ${piece(text, span)}${name === null ? '' : ` by ${name}`}`;
  });
}

/** The text of a span. */
export function piece(text: string, { from, to }: TextSpan): string {
  return text.slice(from, to);
}

/** Ways into the gamma of a script: `--gamma`, or a key. */
export function parametersIn(text: string): string[] {
  return analyzeScript(text).parameters.map(({ option, key }) =>
    [option, key].filter((name) => name !== null).join(' or '),
  );
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '        ');
}
