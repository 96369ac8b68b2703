import { worstFirst } from '../../diagnostics/findings/severity';
import type { Finding } from '../../diagnostics/report';
import { h } from '../dom';
import { formatPlural, formatRanges } from '../format';
import { post } from '../host';
import { HEADLINES } from '../verdict';
import { severityIcon, severityWord } from './icons';
import type { Actions, View } from './view';

/** More chips than this are folded away. */
const UNFOLDED = 24;

/** The findings, worst first, each with its dimensions as buttons that choose them. */
export function createFindings(actions: Actions): View {
  const list = h('ul', { class: 'findings' });
  const none = h('p', { class: 'reading' }, 'No findings: no threshold was reached.');
  let chosen = 0;

  function mark(): void {
    for (const chip of list.querySelectorAll<HTMLElement>('.chip')) {
      chip.setAttribute('aria-pressed', String(chip.dataset.dimension === String(chosen)));
    }
  }

  function item(finding: Finding): HTMLElement {
    const { code, severity, help, message, dimensions } = finding;
    const openHelp = () => post({ type: 'openHelp', anchor: help });
    const why = h('button', { class: 'link', 'aria-label': `Why: ${code}`, onclick: openHelp }, 'Why');
    return h(
      'li',
      { 'data-code': code, 'data-severity': severity },
      h('span', { class: 'severity' }, severityIcon(severity), severityWord(severity)),
      h(
        'div',
        {},
        h('p', {}, h('strong', {}, HEADLINES[code] ?? code), ' ', h('code', {}, code), ' ', why),
        h('p', {}, message),
        dimensions.length > 0 ? chips(dimensions) : null,
      ),
    );
  }

  function chip(index: number): HTMLElement {
    const onclick = () => actions.choose(index);
    return h(
      'button',
      { class: 'chip', 'data-dimension': index, 'aria-label': `Dimension ${index}`, onclick },
      `${index}`,
    );
  }

  function chips(dimensions: number[]): HTMLElement {
    const label = `${formatPlural(dimensions.length, 'dimension')}: ${formatRanges(dimensions)}`;
    const row = h('div', { class: 'chips', role: 'group', 'aria-label': label });
    row.append(...dimensions.slice(0, UNFOLDED).map(chip));
    const rest = dimensions.slice(UNFOLDED);
    if (rest.length === 0) return row;
    const unfold = () => {
      const unfolded = rest.map(chip);
      more.replaceWith(...unfolded);
      mark();
      unfolded[0].focus();
    };
    const more = h('button', { class: 'link', onclick: unfold }, `${rest.length} more`);
    row.append(more);
    return row;
  }

  return {
    element: h('section', { 'data-view': 'findings', 'aria-label': 'Findings' }, list, none),
    show({ report }, index) {
      chosen = index;
      none.hidden = report.findings.length > 0;
      list.hidden = !none.hidden;
      list.replaceChildren(...worstFirst(report.findings).map(item));
      mark();
    },
    choose(index) {
      chosen = index;
      mark();
    },
  };
}
