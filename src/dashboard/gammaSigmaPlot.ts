import type { DimensionReport, LatentReport } from '../diagnostics/report';
import { floorCircles, labelAngle, quarterCircle } from './floorContours';
import { declaredGamma } from './readings';

/** Rows and signals of charts/gammaSigma.ts. */

/** A dimension in the plane. */
export interface PlanePoint {
  index: number;
  gamma: number;
  sigma: number;
  state: 'active' | 'collapsed' | 'inactive';
}

/** Directions in which contour labels may stand, in radians: steep ones, where labels are above each other. */
const LABEL_ANGLES = [50, 62, 74].map((degrees) => (degrees * Math.PI) / 180);

export function planePoints({ dimensions }: LatentReport): PlanePoint[] {
  return dimensions.map(pointOf);
}

function pointOf(d: DimensionReport): PlanePoint {
  const state = d.collapsed ? 'collapsed' : d.active ? 'active' : 'inactive';
  return { index: d.index, gamma: d.gammaHat, sigma: Math.sqrt(d.meanVariance), state };
}

/** All but what depends on the chosen dimension and the plot's size. */
export function planePlot(points: PlanePoint[], report: LatentReport) {
  const circles = floorCircles(1.5 * Math.max(...reach(points, report)));
  return {
    rows: {
      dimensions: points,
      circles: circles.flatMap(({ radius }, circle) => quarterCircle(radius).map((at) => ({ circle, ...at }))),
      unit: quarterCircle(1),
      labels: circles.map(({ radius, nats }) => ({ radius, text: String(nats) })),
    },
    signals: { pointSize: points.length > 256 ? 16 : 40, labelAngle: labelAngle(points, LABEL_ANGLES) },
  };
}

/** The ring around the chosen dimension, and the gamma declared for it. */
export function planeMarks(points: PlanePoint[], { source }: LatentReport, chosen: number) {
  const gamma = declaredGamma(source.declared, chosen);
  return {
    chosen: points.slice(chosen, chosen + 1).map((point) => ({ ...point, text: String(point.index) })),
    declared: gamma === null ? [] : [{ gamma: Math.abs(gamma), text: `declared \u03b3 = ${gamma}` }],
  };
}

/** Axis ends that give both axes one scale, so that circles are round. @param width of the plot in pixels */
export function fitPlane(points: PlanePoint[], report: LatentReport, width: number, height: number) {
  const [gamma, sigma] = reach(points, report);
  const pixels = Math.min(width / gamma, height / sigma);
  return { gammaMax: width / pixels, sigmaMax: height / pixels };
}

/** How far the axes must reach: everything drawn, and the unit circle with some air. */
function reach(points: PlanePoint[], report: LatentReport): [gamma: number, sigma: number] {
  const declared = [report.source.declared.gamma ?? 0].flat().map(Math.abs);
  let gamma = 1.1 * Math.max(1.1, ...declared);
  let sigma = 1.2;
  for (const point of points) {
    gamma = Math.max(gamma, 1.1 * point.gamma);
    sigma = Math.max(sigma, 1.1 * point.sigma);
  }
  return [gamma, sigma];
}
