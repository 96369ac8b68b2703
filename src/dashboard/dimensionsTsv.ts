import type { DimensionReport } from '../diagnostics/report';

/** Dimensions as tab-separated values: a header with the report's field names, every digit, nothing for null. */
export function dimensionsTsv(dimensions: readonly DimensionReport[]): string {
  if (dimensions.length === 0) return '';
  const fields = Object.keys(dimensions[0]) as (keyof DimensionReport)[];
  const lines = dimensions.map((dimension) => fields.map((field) => dimension[field] ?? '').join('\t'));
  return `${[fields.join('\t'), ...lines].join('\n')}\n`;
}
