import type { LabelsReport } from './report';

/** "labels.npy, 10 classes", and what else is to be known of the labels of a dump; else why there are none. */
export function labelsText({ source, classes, note }: LabelsReport): string {
  if (source === null) return `none: ${note}`;
  if (classes === null) return `${source}: ${note}`;
  const count = classes.length === 1 ? '1 class' : `${classes.length} classes`;
  return `${source}, ${count}${note === null ? '' : `; ${note}`}`;
}
