import type { PartialReport } from './report';

/** What one array does not suffice for, and what would: one sentence for every surface. */
export function loneNote({ source }: PartialReport): string {
  const { mean, files } = source;
  const name = files[0].split(/[/\\]/).pop();
  return mean === null
    ? `Samples only: the KL, mutual information and holes need posterior means and their spread; write mu and logvar beside ${name}.`
    : `Means only: the KL, the aggregate posterior and holes need the spread; write logvar beside ${name}.`;
}
