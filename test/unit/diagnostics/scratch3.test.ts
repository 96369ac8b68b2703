import { it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import { folder, npyOf } from '../dumps/inMemory';
it.each([[-2000, 0.1],[-760,0.1],[-800, 0],[-700,0],[-745,1],[-300, 0],[400,0],[700,0],[300,0],[0,1e100],[0,1e80],[-1,1e60],[-1,1e30], [-1, 1e10],[150,1e30]])('lv %s mu %s', async (lv, mu) => {
  const n=6;
  const t0=performance.now();
  try {
  const { report } = await analyze({dump:{paths:['/d']}, thresholds: DEFAULT_THRESHOLDS, covariance: true}, folder({'mu.npy': npyOf([n,2], Array.from({length:2*n},(_, i)=>mu*(i%3-1))), 'logvar.npy': npyOf([n,2], Array.from({length: 2*n},()=>lv))}), ()=>{});
  const bad: string[]=[];
  const walk=(v: any, path: string)=>{ if (typeof v==='number' && !Number.isFinite(v)) bad.push(path+'='+v); else if (v && typeof v==='object') for (const k of Object.keys(v)) walk(v[k], path+'.'+k); };
  walk(report,'');
  const d=report.dimensions[0];
  console.log(lv, mu, (performance.now()-t0).toFixed(0)+'ms', 'K',d.kl,'F',d.aggregateKl,'+-',d.aggregateKlErrorBound,'R',d.reverseKl,'I',d.mutualInformation,'J',d.negentropy,'BAD',bad.join(' ').slice(0,600), report.findings.map(f=>f.code).join());
  } catch(e: any) { console.log(lv, mu, 'THROWS', e.message); }
});
