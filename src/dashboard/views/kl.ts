import type { DimensionReport, LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import klBars from '../charts/kl';
import klProfile from '../charts/klProfile';
import { formatNumber, formatWithError } from '../format';
import { klReading } from '../readings';
import { createFigure } from './figure';
import type { Actions, View } from './view';

/** More bars than this become one area: single marks are slow, and bars narrower than 2 pixels have no room for gaps. */
const MOST_BARS = 256;
/** The least full height of the y axis, in nats, so that a vanished KL looks vanished. */
const LEAST_AXIS = 0.1;

/** KL per dimension: beta^2/2, gamma^2/2 and the variance term on each other, and the floor between them. */
export function createKl(actions: Actions): View {
  const figure = createFigure('kl', 'KL per dimension', [
    ['kl-variance', 'variance term'],
    ['kl-mean', '\u03b3\u0302\u00b2/2'],
    ['kl-offset', '\u03b2\u0302\u00b2/2'],
    ['floor', 'floor'],
    ['collapsed', 'collapsed'],
  ]);
  let dimensions: DimensionReport[] = [];
  const options = {
    hit: (x: number) => hitDimension(dimensions[Math.round(x)]),
    onChoose: actions.choose,
    onStep: actions.step,
  };
  const bars = new Chart({ spec: klBars, ...options });
  const profile = new Chart({ spec: klProfile, ...options });
  let chart = bars;
  figure.body.append(bars.element);

  const axisTop = () => 1.06 * Math.max(LEAST_AXIS, ...dimensions.map(({ kl }) => kl));
  const marked = (chosen: number) => [{ index: chosen, height: axisTop() }];

  return {
    element: figure.element,
    show({ report }, chosen) {
      dimensions = report.dimensions;
      const many = dimensions.length > MOST_BARS;
      chart = many ? profile : bars;
      figure.body.replaceChildren(chart.element);
      figure.element.classList.toggle('many', many);
      const reading = readingOf(report, many);
      figure.read(report, reading);
      chart.describe(`Bar chart of the KL of each dimension. ${reading}`);
      const rows = many ? profileRows(dimensions, axisTop()) : barRows(dimensions, axisTop());
      return chart.draw({ ...rows, chosen: marked(chosen) }, { dimensions: dimensions.length, yMax: axisTop() });
    },
    choose: (chosen) => chart.draw({ chosen: marked(chosen) }),
    rebuild: () => chart.rebuild(),
  };
}

function readingOf(report: LatentReport, many: boolean): string {
  const drawing = many
    ? ' Drawn without gaps; the floor is the upper edge of \u03b3\u0302\u00b2/2, and collapsed dimensions are marked below the axis.'
    : '';
  return klReading(report) + drawing;
}

function hitDimension(d: DimensionReport | undefined): Hit | null {
  if (d === undefined) return null;
  return {
    index: d.index,
    rows: [
      ['dimension', `${d.index}${d.collapsed ? ', collapsed' : ''}`],
      ['KL', `${formatWithError(d.kl, d.klStandardError)} nats`],
      ['variance term', formatNumber(d.kl - d.klFloor)],
      ['\u03b3\u0302\u00b2/2', formatNumber(d.gammaHat ** 2 / 2)],
      ['\u03b2\u0302\u00b2/2', formatNumber(d.betaHat ** 2 / 2)],
      ['floor', formatNumber(d.klFloor)],
    ],
  };
}

/** The three parts of a dimension's KL as intervals of nats, from the axis up. */
function partsOf({ betaHat, klFloor, kl }: DimensionReport): { part: string; from: number; to: number }[] {
  const offset = betaHat ** 2 / 2;
  return [
    { part: 'offset', from: 0, to: offset },
    { part: 'mean', from: offset, to: klFloor },
    { part: 'variance', from: klFloor, to: kl },
  ];
}

function barRows(dimensions: DimensionReport[], top: number) {
  const drawn = dimensions.filter(({ collapsed }) => !collapsed);
  return {
    parts: drawn.flatMap((d) => partsOf(d).map((part) => ({ index: d.index, ...part }))),
    floors: drawn.map(({ index, klFloor }) => ({ index, floor: klFloor })),
    // A stub where the bar itself would have no height: hollow must be seen.
    collapsed: dimensions
      .filter(({ collapsed }) => collapsed)
      .map(({ index, kl }) => ({ index, height: Math.max(kl, 0.03 * top) })),
  };
}

/** Rows of a step-shaped area: each dimension at its left edge, the last one at its right edge too. */
function profileRows(dimensions: DimensionReport[], top: number) {
  const edges = dimensions.map((d) => ({ edge: d.index - 0.5, d }));
  const last = dimensions[dimensions.length - 1];
  edges.push({ edge: last.index + 0.5, d: last });
  return {
    parts: edges.flatMap(({ edge, d }) => partsOf(d).map((part) => ({ edge, ...part }))),
    collapsed: edges.map(({ edge, d }) => ({ edge, from: 0, to: d.collapsed ? -0.03 * top : 0 })),
  };
}
