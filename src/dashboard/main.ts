import type { HostMessage } from '../dashboardProtocol';
import type { Finding } from '../diagnostics/report';
import { h } from './dom';
import { post, recall, remember } from './host';
import { togglePin } from './pins';
import { choose, initialState, type Loaded, phaseOf, receive, type State } from './state';
import { onThemeChange } from './theme';
import { hideTooltip } from './tooltip';
import { createAggregate } from './views/aggregate';
import { createDecomposition } from './views/decomposition';
import { createDimensions } from './views/dimensions';
import { createFindings } from './views/findings';
import { createGammaExplorer } from './views/gammaExplorer';
import { createGammaSigma } from './views/gammaSigma';
import { createHeader } from './views/header';
import { createKl } from './views/kl';
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
    for (const view of views) void view.choose?.(index);
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
/** What is said of the report in words. */
const judged: View[] = [createVerdict(), createFindings(actions)];
const views: View[] = [createHeader(), ...judged, ...charts, createDimensions(actions)];
const status = createStatus();
const page = h('div', { class: 'page' });
page.hidden = true;
for (const view of views) page.append(view.element);
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

/** A view that throws is a fault of ours; better said than a page that stays empty. */
function giveUp(error: unknown): void {
  take({ type: 'failed', title: state.title, message: `The dashboard could not be drawn: ${error}` });
  throw error;
}

/** The rest of the page stays as it stands; findings, too, until the last estimate: they would come and go. */
function showJoint(loaded: Loaded, chosen: number): void {
  for (const view of views) void view.showJoint?.(loaded);
  if (loaded.draws !== null || sameFindings(loaded)) return;
  for (const view of judged) void view.show(loaded, chosen);
  findings = loaded.report.findings;
}

const sameFindings = ({ report }: Loaded) => JSON.stringify(report.findings) === JSON.stringify(findings);

/** Draws a report in every view, then says how long that took since its message arrived. */
async function draw(loaded: Loaded, chosen: number, arrived: number): Promise<void> {
  const first = root.dataset.drawn === undefined;
  findings = loaded.report.findings;
  await Promise.all(views.map((view) => view.show(loaded, chosen)));
  // A newer report has arrived meanwhile: its own drawing will say when it is done. A joint part keeps the curves.
  if (state.loaded?.curves !== loaded.curves) return;
  if (first) window.scrollTo(0, recall().scroll);
  root.dataset.drawn = '';
  root.dataset.state = phaseOf(state);
  post({ type: 'drawn', milliseconds: performance.now() - arrived });
}

onThemeChange(root, () => {
  if (state.loaded !== null) for (const view of charts) void view.rebuild?.();
});
window.addEventListener('scroll', hideTooltip);
window.addEventListener('scrollend', () => remember({ scroll: window.scrollY }));

post({ type: 'ready' });
