import { svg } from '../dom';

/** Fill patterns that charts refer to as `url(#hole-hatch)`; drawn nowhere themselves. */
export function createPatterns(): SVGElement {
  const size = 6;
  return svg(
    'svg',
    { class: 'patterns', width: 0, height: 0, 'aria-hidden': true },
    svg(
      'defs',
      {},
      svg(
        'pattern',
        { id: 'hole-hatch', width: size, height: size, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        svg('path', { class: 'hole-hatch', d: `M0 0V${size}` }),
      ),
    ),
  );
}
