import { histogramChart } from './meanHistogram';

/** Histogram of the posterior means of one dimension, of a dump that holds no more, against N(beta, gamma^2). */
export default histogramChart('posterior mean \u03bc', 'density of \u03bc');
