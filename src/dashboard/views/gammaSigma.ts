import type { DimensionReport, LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import gammaSigmaPlane from '../charts/gammaSigma';
import { floorCircles, labelAngle, momentFloor, quarterCircle } from '../floorContours';
import { formatNumber } from '../format';
import { declaredGamma, planeReading } from '../readings';
import { createFigure } from './figure';
import type { Actions, View } from './view';

interface Point {
  index: number;
  gamma: number;
  sigma: number;
  state: 'active' | 'collapsed' | 'inactive';
}

/** Directions in which contour labels may stand, in radians: steep ones, where labels are above each other. */
const LABEL_ANGLES = [50, 62, 74].map((degrees) => (degrees * Math.PI) / 180);
/** How near the pointer must be to a point to mean it, in pixels. */
const REACH = 12;

/** A point per dimension at (gammaHat, root mean variance), on the contours of the moment floor. */
export function createGammaSigma(actions: Actions): View {
  const figure = createFigure('gamma-sigma', 'Gamma\u2013sigma plane', [
    ['point active', 'active'],
    ['point collapsed', 'collapsed'],
    ['point inactive', 'inactive mean, KL > 0'],
    ['prior', '\u03b3\u00b2 + \u03c3\u00b2 = 1, floor 0'],
    ['contour', 'moment floor in nats'],
  ]);
  let report: LatentReport | null = null;
  let points: Point[] = [];
  const chart = new Chart({
    spec: gammaSigmaPlane,
    onChoose: actions.choose,
    onStep: actions.step,
    hit: (gamma, sigma, pixel) => hitPoint(nearest(points, gamma, sigma, pixel), report),
    fit: (width, height) => fitPlane(points, report, width, height),
  });
  figure.body.append(chart.element);

  const marked = (chosen: number) =>
    points.slice(chosen, chosen + 1).map((point) => ({ ...point, text: String(point.index) }));

  return {
    element: figure.element,
    show({ report: next }, chosen) {
      report = next;
      points = next.dimensions.map(pointOf);
      const reading = planeReading(next);
      figure.read(next, reading);
      chart.describe(`Scatter plot of the measured gamma and sigma of each dimension. ${reading}`);
      const limit = 1.5 * Math.max(...reach(points, next));
      const circles = floorCircles(limit);
      return chart.draw(
        {
          dimensions: points,
          circles: circles.flatMap(({ radius }, circle) => quarterCircle(radius).map((at) => ({ circle, ...at }))),
          unit: quarterCircle(1),
          labels: circles.map(({ radius, nats }) => ({ radius, text: String(nats) })),
          declared: declaredRule(next, chosen),
          chosen: marked(chosen),
        },
        { pointSize: points.length > 256 ? 16 : 40, labelAngle: labelAngle(points, LABEL_ANGLES) },
      );
    },
    choose: (chosen) => chart.draw({ chosen: marked(chosen), declared: report ? declaredRule(report, chosen) : [] }),
    rebuild: () => chart.rebuild(),
  };
}

function pointOf(d: DimensionReport): Point {
  const state = d.collapsed ? 'collapsed' : d.active ? 'active' : 'inactive';
  return { index: d.index, gamma: d.gammaHat, sigma: Math.sqrt(d.meanVariance), state };
}

function declaredRule({ source }: LatentReport, chosen: number): object[] {
  const gamma = declaredGamma(source.declared, chosen);
  return gamma === null ? [] : [{ gamma: Math.abs(gamma), text: `declared \u03b3 = ${gamma}` }];
}

/** How far the axes must reach: everything drawn, and the unit circle with some air. */
function reach(points: Point[], report: LatentReport): [gamma: number, sigma: number] {
  const declared = [report.source.declared.gamma ?? 0].flat().map(Math.abs);
  let gamma = 1.1 * Math.max(1.1, ...declared);
  let sigma = 1.2;
  for (const point of points) {
    gamma = Math.max(gamma, 1.1 * point.gamma);
    sigma = Math.max(sigma, 1.1 * point.sigma);
  }
  return [gamma, sigma];
}

/** Axis ends that give both axes one scale, so that circles are round. */
function fitPlane(points: Point[], report: LatentReport | null, width: number, height: number) {
  if (report === null) return {};
  const [gamma, sigma] = reach(points, report);
  const pixels = Math.min(width / gamma, height / sigma);
  return { gammaMax: width / pixels, sigmaMax: height / pixels };
}

function nearest(points: Point[], gamma: number, sigma: number, pixel: { x: number; y: number }): Point | null {
  let best: Point | null = null;
  let bestDistance = REACH;
  for (const point of points) {
    const distance = Math.hypot((point.gamma - gamma) / pixel.x, (point.sigma - sigma) / pixel.y);
    if (distance < bestDistance) {
      best = point;
      bestDistance = distance;
    }
  }
  return best;
}

function hitPoint(point: Point | null, report: LatentReport | null): Hit | null {
  if (point === null || report === null) return null;
  const { aggregateVariance, aggregateKlFloor } = report.dimensions[point.index];
  return {
    index: point.index,
    rows: [
      ['dimension', `${point.index}, ${point.state}`],
      ['\u03b3\u0302', formatNumber(point.gamma)],
      ['\u221aS', formatNumber(point.sigma)],
      ['t', formatNumber(aggregateVariance)],
      ['floor at mean 0', `${formatNumber(momentFloor(aggregateVariance))} nats`],
      ['MM', `${formatNumber(aggregateKlFloor)} nats`],
    ],
  };
}
