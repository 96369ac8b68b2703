import type { LatentReport } from '../../diagnostics/report';
import { Chart, type Hit } from '../chart';
import gammaSigmaPlane from '../charts/gammaSigma';
import { planeTable } from '../dataTables';
import { PLANE } from '../figures';
import { momentFloor } from '../floorContours';
import { formatNumber } from '../format';
import { fitPlane, type PlanePoint, planeMarks, planePlot, planePoints } from '../gammaSigmaPlot';
import { planeReading } from '../readings';
import { createFigure } from './figure';
import type { Actions, View } from './view';

/** How near the pointer must be to a point to mean it, in pixels. */
const REACH = 12;

/** A point per dimension at (gammaHat, root mean variance), on the contours of the moment floor. */
export function createGammaSigma(actions: Actions): View {
  const figure = createFigure('gamma-sigma', PLANE.title, PLANE.key);
  let report: LatentReport | null = null;
  let points: PlanePoint[] = [];
  const chart = new Chart({
    spec: gammaSigmaPlane,
    onChoose: actions.choose,
    onStep: actions.step,
    hit: (gamma, sigma, pixel) => hitPoint(nearest(points, gamma, sigma, pixel), report),
    fit: (width, height) => (report ? fitPlane(points, report, width, height) : {}),
  });
  figure.body.append(chart.element);

  return {
    element: figure.element,
    show({ report: next }, chosen) {
      report = next;
      points = planePoints(next);
      const reading = planeReading(next);
      figure.read(next, reading);
      figure.tabulate(() => [planeTable(next)]);
      chart.describe(`Scatter plot of the measured gamma and sigma of each dimension. ${reading}`);
      const plot = planePlot(points, next);
      return chart.draw({ ...plot.rows, ...planeMarks(points, next, chosen) }, plot.signals);
    },
    choose: (chosen) => (report ? chart.draw(planeMarks(points, report, chosen)) : undefined),
    rebuild: () => chart.rebuild(),
  };
}

function nearest(
  points: PlanePoint[],
  gamma: number,
  sigma: number,
  pixel: { x: number; y: number },
): PlanePoint | null {
  let best: PlanePoint | null = null;
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

function hitPoint(point: PlanePoint | null, report: LatentReport | null): Hit | null {
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
