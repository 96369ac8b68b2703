import { formatCount } from '../dashboard/format';
import { referenceName, sourceFacts } from '../dashboard/sourceFacts';
import coloursCss from '../dashboard/styles/colours.css?raw';
import iconsCss from '../dashboard/styles/icons.css?raw';
import { hatchDefinition } from '../dashboard/swatches';
import type { AggregateCurves } from '../dashboardProtocol';
import type { CorrelatedPair } from '../diagnostics/covariance';
import { defaultDimension } from '../diagnostics/firstDimension';
import { isComplete, type LatentReport, type PartialReport } from '../diagnostics/report';
import { aggregateFigure, worstFigure } from './aggregateFigures';
import { decompositionFigure } from './decompositionFigure';
import { dimensionsTable } from './dimensionsTable';
import { REPOSITORY } from './documentation';
import { explorerFigure, planeFigure } from './gammaFigures';
import { klFigure } from './klFigure';
import { loneFigureOf } from './loneFigure';
import { h, type Markup, trusted } from './markup';
import { pairsFigure } from './pairsFigure';
import { paletteCss, REPORT_LOOK } from './palette';
import reportCss from './report.css?raw';
import { stripFigure } from './stripFigure';
import { findings, verdict } from './words';

/** What a report is made of. */
export interface ReportContent {
  /** The dump's name. */
  title: string;
  /** Of the whole dump: a sample's is no result. */
  report: PartialReport;
  curves: AggregateCurves;
  /** The most correlated pairs; null where they are not known. */
  pairs: CorrelatedPair[] | null;
  /** The command that makes the same report. */
  command: string;
  date: Date;
  /** What the report rests on besides the dump and the command. */
  notes: string[];
}

/** Nothing is loaded from anywhere, and nothing runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The dashboard as one HTML page that needs nothing else: no script, no network. In the reader's light or dark, and for
 * paper.
 */
export async function reportPage(content: ReportContent): Promise<string> {
  const { title, report, curves, pairs } = content;
  const figures = isComplete(report) ? await allFigures(report, curves, pairs) : [await loneFigureOf(report, curves)];
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'generator', content: `Latent Lens ${report.tool.version}` }),
      h('title', {}, `Latent Lens: ${title}`),
      h('style', {}, trusted(`${paletteCss()}\n${coloursCss}\n${iconsCss}\n${reportCss}`)),
    ),
    h(
      'body',
      {},
      h(
        'svg',
        { class: 'patterns', width: 0, height: 0, 'aria-hidden': 'true' },
        trusted(hatchDefinition(REPORT_LOOK.theme)),
      ),
      header(content),
      h('main', {}, verdict(report), findings(report), ...figures, dimensionsTable(report)),
      footer(content),
    ),
  );
  return `<!DOCTYPE html>\n${page.html}\n`;
}

function allFigures(
  report: LatentReport,
  curves: AggregateCurves,
  pairs: ReportContent['pairs'],
): Promise<(Markup | null)[]> {
  const chosen = defaultDimension(report);
  return Promise.all([
    klFigure(report, chosen),
    aggregateFigure(report, curves, chosen),
    worstFigure(report, curves),
    stripFigure(report, curves, chosen),
    planeFigure(report, chosen),
    explorerFigure(report, chosen),
    decompositionFigure(report),
    pairsFigure(report, pairs),
  ]);
}

function header({ title, report }: ReportContent): Markup {
  const { source } = report;
  const facts = sourceFacts(report).map(({ name, parts }) =>
    fact(name, parts.map((part) => (typeof part === 'string' ? part : referenceName(part))).join('')),
  );
  return h(
    'header',
    { class: 'page-header' },
    h(
      'div',
      { class: 'title' },
      h('h1', {}, title),
      h('p', { class: 'size' }, `N = ${formatCount(source.rows)}   D = ${formatCount(source.dimensions)}`),
    ),
    h('dl', { class: 'facts' }, ...facts),
  );
}

function footer({ report, command, date, notes }: ReportContent): Markup {
  const { version } = report.tool;
  const day = date.toISOString().slice(0, 10);
  return h(
    'footer',
    {},
    h('h2', {}, 'About this report'),
    h(
      'dl',
      { class: 'about' },
      fact('Made', `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC by Latent Lens ${version}`),
      fact('Command', h('code', {}, command)),
      ...notes.map((note) => fact('Note', note)),
      fact('Prior', 'N(0, I); information in nats, logarithms natural'),
      fact(
        'Cite as',
        `Latent Lens ${version}: diagnostics of the latent space of variational autoencoders. ${REPOSITORY}, ${day}.`,
      ),
    ),
  );
}

function fact(name: string, value: string | Markup): Markup {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}
