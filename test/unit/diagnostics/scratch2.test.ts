import { it } from 'vitest';
import { aggregateDivergences } from '../../../src/diagnostics/aggregatePosterior';
import { klFromStandardNormal, klToStandardNormal, standardNormalMass } from '../../../src/diagnostics/gaussian';
it('x', () => {
  for (const s of [1, 2,3,4,5,6,8,10,20,100,1e4, 1e8, 1e20, 1e77]) for (const m of [0, 0.3,-3]) for (const n of [1, 20001]) {
    const t0=performance.now();
    const d = aggregateDivergences(new Float64Array(n).fill(m), new Float64Array(n).fill(s), m, s*s);
    const ex = klFromStandardNormal(m, s*s);
    // hole: (z-m)^2/s^2 - z^2 > ... solve quadratic ln q - ln p + ln2 <0
    const A=0.5-0.5/(s*s), B=m/(s*s), C=-m*m/(2*s*s)-Math.log(s)+Math.LN2; // ln q/p+ln2 = A z^2 + B z + C <0
    const disc=B*B-4*A*C; const H = A===0? (C<0?1:0) : disc<=0?0:standardNormalMass((-B-Math.sqrt(disc))/(2*A),(-B+Math.sqrt(disc))/(2*A));
    console.log(s, m, n, 'F', (d.aggregateKl-klToStandardNormal(m,s*s)).toExponential(1), 'R err', (d.reverseKl-ex).toExponential(2), 'H', H.toFixed(6), (d.holeMass-H).toExponential(2), (performance.now()-t0).toFixed(0));
  }
});
