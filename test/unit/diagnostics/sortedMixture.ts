import { HALF_LOG_2PI, standardNormalMass } from '../../../src/diagnostics/gaussian';
import type { Mixture } from '../../../src/diagnostics/mixtureCells';

/** Gauss-Legendre on [-1, 1], 8 points. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
const RULE = NODES.flatMap((x, k) => [
  [x, WEIGHTS[k]],
  [-x, WEIGHTS[k]],
]);

const pointsOf = (a: number, b: number) =>
  RULE.map(([node, weight]) => ({ z: (a + b) / 2 + ((b - a) / 2) * node, h: (weight * (b - a)) / 2 }));

/** By halves until they agree: between octaves ln q has kinks at no particular place. */
function halved(f: (z: number) => number, a: number, b: number, depth = 30): number {
  const rule = (from: number, to: number) => pointsOf(from, to).reduce((sum, { z, h }) => sum + h * f(z), 0);
  const middle = (a + b) / 2;
  const whole = rule(a, b);
  const halves = rule(a, middle) + rule(middle, b);
  if (depth === 0 || Math.abs(whole - halves) <= 1e-7 * Math.abs(halves)) return halves;
  return halved(f, a, middle, depth - 1) + halved(f, middle, b, depth - 1);
}

/**
 * F, R and H of a mixture of narrow singles, by Gauss-Legendre between all places mean + k sigma and by summing, at each
 * point, of each octave of sigma the components within 12 sigma and the next on either side. The edges of holes by bisection.
 */
export function directIntegrals({ mean, sigma, count }: Mixture, only: 'F' | 'all' = 'all') {
  const octaves = new Map<number, { mu: number; s: number }[]>();
  for (const [i, mu] of mean.entries()) {
    const octave = Math.floor(Math.log2(sigma[i]));
    octaves.set(octave, [...(octaves.get(octave) ?? []), { mu, s: sigma[i] }]);
  }
  const groups = [...octaves.values()].map((members) => ({
    members: members.sort((a, b) => a.mu - b.mu),
    reach: 12 * members.reduce((largest, { s }) => Math.max(largest, s), 0),
    // Those of an octave differ up to twofold: where they lie close, it is not the next that counts.
    beside: members[0].s > 1e-3 ? members.length : 3,
    first: 0,
    last: 0,
  }));
  const places = [-9.5, 9.5];
  for (const { members } of groups) {
    members.forEach(({ mu, s }, i) => {
      for (let k = -10; k <= 10; k += 2) places.push(mu + k * s);
      if (i > 0) places.push((mu + members[i - 1].mu) / 2);
    });
  }
  for (let k = -95; k <= 95; k++) places.push(k / 10);
  const edges = Float64Array.from(places).sort();

  let aggregateKl = 0;
  let reverseKl = 0;
  let holeMass = 0;
  for (let e = 0; e + 1 < edges.length; e++) {
    const [a, b] = [edges[e], edges[e + 1]];
    if (b <= a) continue;
    const near = groups.flatMap((group) => {
      const { members, reach } = group;
      while (group.first < members.length && members[group.first].mu < a - reach) group.first++;
      while (group.last < members.length && members[group.last].mu <= b + reach) group.last++;
      return members.slice(Math.max(0, group.first - group.beside), group.last + group.beside);
    });
    const logDensity = (z: number) => {
      const terms = near.map(({ mu, s }) => -0.5 * ((z - mu) / s) ** 2 - Math.log(s));
      const largest = terms.reduce((x, y) => Math.max(x, y), -Infinity);
      const sum = terms.reduce((x, y) => x + Math.exp(y - largest), 0);
      return largest + Math.log(sum) - HALF_LOG_2PI - Math.log(count);
    };
    const logPrior = (z: number) => -0.5 * z * z - HALF_LOG_2PI;
    const isHole = (z: number) => logDensity(z) < logPrior(z) - Math.LN2;
    const inside = (z: number) => Math.abs(z) <= 9.5;
    const points = pointsOf(a, b);
    for (const { z, h } of points) aggregateKl += h * Math.exp(logDensity(z)) * (logDensity(z) - logPrior(z));
    if (only === 'F') continue;
    const ofPrior = (z: number) => Math.exp(logPrior(z)) * (logPrior(z) - logDensity(z));
    if (inside(a) && inside(b)) reverseKl += halved(ofPrior, a, b);
    const ends = [a, ...points.map(({ z }) => z).sort((x, y) => x - y), b];
    for (let k = 0; k + 1 < ends.length; k++) {
      const [from, to] = [ends[k], ends[k + 1]];
      if (!inside(from) || !inside(to)) continue;
      const begins = isHole(from);
      let edge = to;
      if (begins !== isHole(to)) {
        let low = from;
        for (let n = 0; n < 40; n++) {
          const middle = (low + edge) / 2;
          if (isHole(middle) === begins) low = middle;
          else edge = middle;
        }
      }
      holeMass += begins ? standardNormalMass(from, edge) : standardNormalMass(edge, to);
    }
  }
  return { aggregateKl, reverseKl, holeMass };
}
