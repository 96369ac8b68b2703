import type { Declared, LatentReport, ReportSource, SpreadKind } from '../../diagnostics/report';
import { h } from '../dom';
import { fileName, formatCount, formatShape } from '../format';
import { post } from '../host';
import type { View } from './view';

const KINDS: Record<SpreadKind, string> = {
  logvar: 'log-variance',
  variance: 'variance',
  std: 'standard deviation',
  logstd: 'log standard deviation',
};

/** What was read: the dump's name and size, which array is the mean and which the spread, and the declared gamma. */
export function createHeader(): View {
  const title = h('h1', {});
  const size = h('p', { class: 'size' });
  const facts = h('dl', { class: 'facts' });
  return {
    element: h('header', { class: 'page-header' }, h('div', { class: 'title' }, title, size), facts),
    show({ title: name, report }) {
      const { source } = report;
      title.textContent = name;
      const whole = source.preliminaryOf === null ? '' : ` of ${formatCount(source.preliminaryOf)} rows, preliminary`;
      size.textContent = `N = ${formatCount(source.rows)}${whole}   D = ${formatCount(source.dimensions)}`;
      facts.replaceChildren(...factsOf(report));
    },
  };
}

function factsOf({ source }: LatentReport): HTMLElement[] {
  const { mean, spread, declared } = source;
  const facts = [fact('Mean', openLink(mean.file, mean.array), ` ${mean.dtype} ${formatShape(mean.shape)}`)];
  if (spread === null) facts.push(fact('Spread', 'none'));
  else {
    const taken = ` ${spread.dtype}, taken as ${KINDS[spread.kind]} (decided by ${spread.decidedBy})`;
    facts.push(fact('Spread', openLink(spread.file, spread.array), taken));
  }
  facts.push(gammaFact(declared));
  if (declared.bnEps !== null) facts.push(fact('Batch norm eps', String(declared.bnEps)));
  if (declared.betaWeight !== null && declared.betaWeight !== 1) {
    facts.push(fact('KL weight', String(declared.betaWeight)));
  }
  if (declared.epoch !== null) facts.push(fact('Epoch', formatCount(declared.epoch)));
  if (source.skippedRows > 0) facts.push(skippedFact(source));
  return facts;
}

function gammaFact({ gamma, from }: Declared): HTMLElement {
  if (gamma === null)
    return fact(
      'Declared gamma',
      'none ',
      button('Set gamma…', () => post({ type: 'setGamma' })),
    );
  const numbers = Array.isArray(gamma) ? gamma : [gamma];
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const text = low === high ? String(low) : `${low} to ${high} by dimension`;
  if (from === 'user')
    return fact(
      'Declared gamma',
      `${text}, set by you `,
      button('Change', () => post({ type: 'setGamma' })),
    );
  return fact('Declared gamma', text, from ? ', from ' : '', from ? openLink(from, null) : '');
}

function skippedFact({ skippedRows, skippedAt }: ReportSource): HTMLElement {
  const places = skippedAt.map(([row, column]) => `[${row}, ${column}]`).join(' ');
  const text = `${formatCount(skippedRows)} with a non-finite value`;
  return fact('Skipped rows', places ? `${text}, first at ${places}` : text);
}

function fact(name: string, ...values: (Node | string)[]): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, ...values));
}

function button(text: string, onclick: () => void): HTMLElement {
  return h('button', { class: 'secondary', onclick }, text);
}

/** A file that opens in the editor; of an archive, with the array's name. */
function openLink(file: string, array: string | null): HTMLElement {
  const text = array === null ? fileName(file) : `${fileName(file)}:${array}`;
  return h('button', { class: 'link', title: file, onclick: () => post({ type: 'openFile', file }) }, text);
}
