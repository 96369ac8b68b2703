import type { Severity } from '../../diagnostics/report';
import { svg } from '../dom';

// Each severity has a shape of its own, so that it is told without colour: octagon, triangle, circle, tick.
/** Paths in a box of 16 by 16. */
export const SEVERITY_SHAPES: Record<Severity | 'good', { outline: string; sign: string }> = {
  error: { outline: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z', sign: 'M5.5 5.5l5 5m0-5l-5 5' },
  warning: { outline: 'M8 1l7.5 14H.5z', sign: 'M8 5.5v5m0 1.5v1.2' },
  info: { outline: 'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8z', sign: 'M8 4v1.4M8 7v5' },
  good: { outline: 'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8z', sign: 'M4.5 8.2l2.4 2.4 4.6-5' },
};

const WORDS = { error: 'Error', warning: 'Warning', info: 'Information', good: 'No warnings' };

export function severityWord(severity: Severity | 'good'): string {
  return WORDS[severity];
}

export function severityIcon(severity: Severity | 'good'): SVGElement {
  const { outline, sign } = SEVERITY_SHAPES[severity];
  return svg(
    'svg',
    { class: `icon ${severity}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': true },
    svg('path', { class: 'outline', d: outline }),
    svg('path', { class: 'sign', d: sign }),
  );
}
