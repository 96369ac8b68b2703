import type { ScriptLines } from '../../dashboardProtocol';
import { SEVERITIES, worstFirst } from '../../diagnostics/findings/severity';
import type { Finding, Severity } from '../../diagnostics/report';
import { h } from '../dom';
import { formatPlural, formatRanges } from '../format';
import { post } from '../host';
import { findingsReading, sampleSize } from '../readings';
import type { AnyLoaded } from '../state';
import { HEADLINES } from '../verdict';
import { severityIcon, severityWord } from './icons';
import type { Actions, View } from './view';

/** More chips than this are folded away. */
const UNFOLDED = 24;

/** The findings by severity, the worst first, each with its dimensions as buttons and its line in the script as a link. */
export function createFindings(actions: Actions): View<AnyLoaded> {
  const size = h('span', { class: 'sample-size' });
  const reading = h('p', { class: 'reading' });
  const groups = h('div', { class: 'findings' });
  const element = h(
    'section',
    { 'data-view': 'findings', class: 'figure', 'aria-labelledby': 'findings-title' },
    h('header', {}, h('h2', { id: 'findings-title' }, 'Findings'), h('span', { class: 'controls' }), size),
    reading,
    groups,
  );
  let chosen = 0;
  let script: ScriptLines | null = null;

  function mark(): void {
    for (const chip of groups.querySelectorAll<HTMLElement>('.chip')) {
      chip.setAttribute('aria-pressed', String(chip.dataset.dimension === String(chosen)));
    }
  }

  /** The line is filled in when the script is known, which may be later. */
  function showLines(): void {
    for (const place of groups.querySelectorAll<HTMLElement>('.script-line')) {
      const { code } = place.dataset;
      const line = script?.lines[code as Finding['code']];
      place.replaceChildren(...(script && line !== undefined ? [lineLink(script.name, line)] : []));
    }
  }

  function group(severity: Severity, findings: Finding[]): HTMLElement {
    const name = severityWord(severity);
    return h(
      'section',
      { 'aria-label': `${name}: ${formatPlural(findings.length, 'finding')}`, 'data-severity': severity },
      h('h3', { class: 'severity' }, severityIcon(severity), name),
      h('ul', {}, ...findings.map(item)),
    );
  }

  function item({ code, help, message, dimensions }: Finding): HTMLElement {
    const openHelp = () => post({ type: 'openHelp', anchor: help });
    const why = h('button', { class: 'link', 'aria-label': `Why: ${code}`, onclick: openHelp }, 'Why');
    return h(
      'li',
      { 'data-code': code },
      h(
        'p',
        {},
        h('strong', {}, HEADLINES[code] ?? code),
        h('code', {}, code),
        why,
        h('span', { class: 'script-line', 'data-code': code }),
      ),
      h('p', {}, message),
      dimensions.length > 0 ? chips(dimensions) : null,
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
    element,
    show({ report }, index) {
      chosen = index;
      const findings = worstFirst(report.findings);
      size.textContent = sampleSize(report);
      reading.textContent = findingsReading(report);
      groups.replaceChildren(
        ...SEVERITIES.flatMap((severity) => {
          const own = findings.filter((finding) => finding.severity === severity);
          return own.length > 0 ? [group(severity, own)] : [];
        }),
      );
      mark();
      showLines();
    },
    choose(index) {
      chosen = index;
      mark();
    },
    showScript(next) {
      script = next;
      showLines();
    },
  };
}

/** "train.py:42", which opens the editor there. */
function lineLink(name: string, line: number): HTMLElement {
  const place = `${name}:${line}`;
  const onclick = () => post({ type: 'openScript', line });
  return h('button', { class: 'link', title: `Open ${name} at line ${line}`, onclick }, place);
}
