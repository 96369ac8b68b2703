import { histogramChart } from './meanHistogram';

/** Histogram of the samples of one dimension, of a dump that holds no more, against the prior. */
export default histogramChart('z', 'density of z');
