import { formatPlural, formatRanges } from '../dashboard/format';
import { type KeyNumber, keyNumbers } from '../dashboard/keyNumbers';
import { findingsCount, sampleSize } from '../dashboard/readings';
import { HEADLINES, verdictOf } from '../dashboard/verdict';
import { SEVERITY_SHAPES, severityWord } from '../dashboard/views/icons';
import { SEVERITIES, worstFirst } from '../diagnostics/findings/severity';
import type { Finding, PartialReport, Severity } from '../diagnostics/report';
import { documentationLink } from './documentation';
import { figure } from './figure';
import { fragment, h, type Markup } from './markup';

/** What the report says in words: the verdict with its numbers, and the findings. */

export function verdict(report: PartialReport): Markup {
  const { severity, headline, sentence } = verdictOf(report);
  return h(
    'section',
    { class: 'whole', 'aria-label': 'Verdict' },
    h(
      'p',
      { class: 'verdict' },
      icon(severity),
      h('span', { class: 'visually-hidden' }, `${severityWord(severity)}: `),
      h('span', {}, h('strong', {}, `${headline}. `), sentence),
    ),
    h('dl', { class: 'numbers' }, ...keyNumbers(report).map(number)),
  );
}

function number({ name, value, unit, context, title, absent }: KeyNumber): Markup {
  const measured = absent === null ? [value, unit ? h('span', { class: 'unit' }, ` ${unit}`) : null] : [absent];
  return h('div', { title }, h('dt', {}, name), h('dd', {}, ...measured), h('dd', { class: 'context' }, context));
}

/** All findings with their dimensions, the worst first. */
export function findings(report: PartialReport): Markup {
  const sorted = worstFirst(report.findings);
  const groups = SEVERITIES.map((severity) => ({
    severity,
    own: sorted.filter((finding) => finding.severity === severity),
  }));
  return figure(
    {
      id: 'findings',
      title: 'Findings',
      size: sampleSize(report),
      reading: findingsCount(report),
      definitions: 'Diagnostics',
      whole: true,
    },
    ...groups.filter(({ own }) => own.length > 0).map(({ severity, own }) => group(severity, own)),
  );
}

function group(severity: Severity, own: Finding[]): Markup {
  return fragment(
    h('h3', { class: 'severity' }, icon(severity), severityWord(severity)),
    h('ul', { class: 'findings' }, ...own.map(item)),
  );
}

function item({ code, message, dimensions }: Finding): Markup {
  const all = `${formatPlural(dimensions.length, 'dimension')}: ${formatRanges(dimensions)}`;
  return h(
    'li',
    {},
    h(
      'p',
      {},
      h('strong', {}, HEADLINES[code] ?? code),
      h('code', {}, code),
      documentationLink(code, 'Why', `Why: ${code}`),
    ),
    h('p', {}, message),
    dimensions.length > 0 ? h('p', { class: 'caption' }, all) : null,
  );
}

function icon(severity: Severity | 'good'): Markup {
  const { outline, sign } = SEVERITY_SHAPES[severity];
  return h(
    'svg',
    { class: `icon ${severity}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    h('path', { class: 'outline', d: outline }),
    h('path', { class: 'sign', d: sign }),
  );
}
