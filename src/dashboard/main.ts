import type { HostMessage } from '../dashboardProtocol';
import type { Finding } from '../diagnostics/report';
import { h } from './dom';
import { post, recall, remember } from './host';
import { togglePin } from './pins';
import { type AnyLoaded, choose, initialState, isCompleteLoaded, phaseOf, receive, type State } from './state';
import { onThemeChange } from './theme';
import { hideTooltip } from './tooltip';
import { createAggregate } from './views/aggregate';
import { COLUMNS, columnsOf } from './views/columns';
import { createDecomposition } from './views/decomposition';
import { createDimensions } from './views/dimensions';
import { createFindings } from './views/findings';
import { createGammaExplorer } from './views/gammaExplorer';
import { createGammaSigma } from './views/gammaSigma';
import { createHeader } from './views/header';
import { createKl } from './views/kl';
import { createLone } from './views/lone';
import { createPairs } from './views/pairs';
import { createPatterns } from './views/patterns';
import { createPins } from './views/pins';
import { createStatus } from './views/status';
import { createStrip } from './views/strip';
import { createVerdict } from './views/verdict';
import type { Actions, View } from './views/view';

/** The webview: takes messages from the host, keeps the state, and passes report and chosen dimension to the views. */

const root = document.getElementById('latent-lens')!;
let state: State = { ...initialState, wanted: recall().chosen };
/** Those on the page. */
let findings: Finding[] = [];

const actions: Actions = {
  choose(index) {
    if (index === state.chosen || state.loaded?.report.dimensions[index] === undefined) return;
    state = choose(state, index);
    remember({ chosen: index });
    showChoice(index);
  },
  step(step) {
    if (state.chosen !== null) actions.choose(state.chosen + step);
  },
  togglePin(index) {
    remember({ pinned: togglePin(recall().pinned, index) });
    for (const view of views) void view.showPins?.(recall().pinned);
  },
};

const pairs = createPairs();
const charts: View[] = [
  createKl(actions),
  createAggregate(actions),
  createPins(actions),
  createStrip(actions),
  createGammaSigma(actions),
  createGammaExplorer(actions),
  createDecomposition(),
  pairs,
];
/** What is said of any report in words. */
const header = createHeader();
const judged: View<AnyLoaded>[] = [createVerdict(), createFindings(actions)];
const complete: View[] = [header, ...judged, ...charts, createDimensions(actions, COLUMNS)];
/** Those on the page: `complete` for reports that are, others for a dump of one array. */
let views: View<AnyLoaded>[] = complete;
/** Columns of the table on the page, by which the pages differ. */
let shownColumns = COLUMNS;
/** Of the views so many are on a first screen: header, verdict, findings, KL and aggregate posterior. */
const ON_SCREEN = 5;
const status = createStatus();
const page = h('div', { class: 'page' });
page.hidden = true;
showViews(complete);
// The status comes last: it sticks to the window's lower edge, so that nothing moves when it comes and goes.
root.append(createPatterns(), page, status.element);

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => take(data));

function take(message: HostMessage): void {
  if (message.type === 'pair' || message.type === 'correlatedPairs') {
    pairs.receive(message);
    return;
  }
  if (message.type === 'script') {
    for (const view of judged) view.showScript?.(message.script);
    return;
  }
  const before = state.loaded;
  state = receive(state, message);
  status.update(state);
  page.hidden = state.loaded === null;
  const { loaded, chosen } = state;
  if (loaded === null || chosen === null || loaded === before) root.dataset.state = phaseOf(state);
  else if (message.type === 'joint') showJoint(loaded, chosen);
  else draw(loaded, chosen, performance.now()).catch(giveUp);
}

/** Counts choices: views that were not on screen at an older one leave it out. */
let choices = 0;

/** Views on screen follow a choice at once, the others in later frames, so that none takes long. */
function showChoice(index: number): void {
  const mine = ++choices;
  const later = views.filter((view) => !isOnScreen(view));
  for (const view of views) if (!later.includes(view)) void view.choose?.(index);
  const next = () => {
    if (mine !== choices) return;
    void later.shift()?.choose?.(index);
    if (later.length > 0) requestAnimationFrame(next);
  };
  if (later.length > 0) requestAnimationFrame(next);
}

function isOnScreen({ element }: View): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

/** A view that throws is a fault of ours; better said than a page that stays empty. */
function giveUp(error: unknown): void {
  take({ type: 'failed', title: state.title, message: `The dashboard could not be drawn: ${error}`, canChoose: false });
  throw error;
}

function showViews(next: View<AnyLoaded>[]): void {
  views = next;
  page.replaceChildren(...next.map(({ element }) => element));
}

/** The page that a report needs; one of one array has no chart of what takes two. */
function choosePage({ report }: AnyLoaded): void {
  const { source } = report;
  const columns = columnsOf(report);
  if (columns.length === shownColumns.length && columns.every((column, k) => column === shownColumns[k])) return;
  shownColumns = columns;
  if (source.spread !== null) showViews(complete);
  else showViews([header, ...judged, createLone(actions, source), createDimensions(actions, columns)]);
}

/** The rest of the page stays as it stands; findings, too, until the last estimate: they would come and go. */
function showJoint(loaded: AnyLoaded, chosen: number): void {
  if (isCompleteLoaded(loaded)) for (const view of complete) void view.showJoint?.(loaded);
  if (loaded.draws !== null || sameFindings(loaded)) return;
  for (const view of judged) void view.show(loaded, chosen);
  findings = loaded.report.findings;
}

const sameFindings = ({ report }: AnyLoaded) => JSON.stringify(report.findings) === JSON.stringify(findings);

/**
 * Draws a report in every view, then says how long that took since its message arrived. The first time, what is on screen
 * is painted before what lies below it is drawn.
 */
async function draw(loaded: AnyLoaded, chosen: number, arrived: number): Promise<void> {
  const first = root.dataset.drawn === undefined;
  choosePage(loaded);
  findings = loaded.report.findings;
  // The joint part and the chosen dimension may have changed by then.
  const show = (some: View<AnyLoaded>[]) =>
    Promise.all(some.map((view) => view.show(state.loaded ?? loaded, state.chosen ?? chosen)));
  // A newer report has arrived meanwhile: its own drawing will say when it is done. A joint part keeps the curves.
  const isOld = () => state.loaded?.curves !== loaded.curves;
  if (first) {
    await show(views.slice(0, ON_SCREEN));
    root.dataset.drawn = '';
    await painted();
    if (isOld()) return;
    await show(views.slice(ON_SCREEN));
  } else await show(views);
  if (isOld()) return;
  if (first) window.scrollTo(0, recall().scroll);
  root.dataset.state = phaseOf(state);
  post({ type: 'drawn', milliseconds: performance.now() - arrived });
}

/** After the next frame is on screen; a page that is hidden has none. */
const painted = () =>
  new Promise<void>((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });

onThemeChange(root, () => {
  if (state.loaded !== null) for (const view of views) void view.rebuild?.();
});
window.addEventListener('scroll', hideTooltip);
window.addEventListener('scrollend', () => remember({ scroll: window.scrollY }));

post({ type: 'ready' });
