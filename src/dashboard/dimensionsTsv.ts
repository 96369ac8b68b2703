import type { PartialDimension } from '../diagnostics/report';

/** Dimensions as tab-separated values: a header with the report's field names, every digit, nothing for null. */
export function dimensionsTsv(dimensions: readonly PartialDimension[]): string {
  if (dimensions.length === 0) return '';
  const fields = Object.keys(dimensions[0]) as (keyof PartialDimension)[];
  const lines = dimensions.map((dimension) => fields.map((field) => dimension[field] ?? '').join('\t'));
  return `${[fields.join('\t'), ...lines].join('\n')}\n`;
}
