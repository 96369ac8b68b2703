import type { KeyEntry } from './views/figure';

/** What stands above each figure on the page and in the report. */
export interface FigureHead {
  title: string;
  key: KeyEntry[];
}

export const KL: FigureHead = {
  title: 'KL per dimension',
  key: [
    ['kl-variance', 'variance term'],
    ['kl-mean', '\u03b3\u0302\u00b2/2'],
    ['kl-offset', '\u03b2\u0302\u00b2/2'],
    ['floor', 'floor'],
    ['whisker', '\u00b1 1 s.e.'],
    ['collapsed', 'collapsed'],
  ],
};

export const AGGREGATE: FigureHead = {
  title: 'Aggregate posterior',
  key: [
    ['aggregate', 'aggregate posterior q'],
    ['prior', 'prior p'],
    ['moment', 'Gaussian of the same mean and variance'],
    ['hole', 'hole, q < p/2'],
  ],
};

export const PLANE: FigureHead = {
  title: 'Gamma\u2013sigma plane',
  key: [
    ['point active', 'active'],
    ['point collapsed', 'collapsed'],
    ['point inactive', 'inactive mean, KL > 0'],
    ['prior', '\u03b3\u00b2 + \u03c3\u00b2 = 1, floor 0'],
    ['contour', 'moment floor in nats'],
  ],
};

export const EXPLORER: FigureHead = {
  title: 'Gamma explorer',
  key: [
    ['kl-floor', 'KL floor (\u03b3\u00b2 + \u03b2\u00b2)/2'],
    ['aggregate', 'mismatch floor, any S'],
    ['at-measured', 'at the measured S'],
    ['triangle', 'KL floor B of a dimension'],
    ['point active', 'its MM'],
    ['hollow', 'collapsed'],
    ['interval', '\u03b3 for the rate R'],
  ],
};

export const DECOMPOSITION: FigureHead = {
  title: 'Where the KL goes',
  key: [
    ['part-floor', 'moment floors \u03a3 MM'],
    ['part-shape', 'shape \u03a3 J'],
    ['whisker', '\u00b1 1 standard error'],
  ],
};

/** The key of the page's picture depends on the pair; the report has none. */
export const PAIRS_TITLE = 'Pairs of dimensions';

export const STRIP: FigureHead = {
  title: 'All dimensions at a glance',
  key: [
    ['hole', 'hatched: hole, q < p/2'],
    ['collapsed', 'collapsed'],
    ['unknown', 'not known'],
  ],
};
