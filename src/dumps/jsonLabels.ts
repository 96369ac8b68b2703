import { createClassNames } from './classNames';
import type { JsonBracket } from './jsonScanner';
import { withRoom } from './memoryArray';

/** Labels of a JSON text: numbers, or the numbers of classes and their names; NaN where there is none. */
export interface JsonLabels {
  values: Float64Array;
  classes: string[] | null;
}

/** Takes the events of one array and keeps its labels. */
export interface JsonLabelsBuilder {
  open(bracket: JsonBracket): void;
  close(): void;
  number(value: number): void;
  scalar(value: string | boolean | null): void;
  /** The labels, after the array's last bracket; undefined where it is no list of numbers or of texts. */
  result(): JsonLabels | undefined;
}

/** A builder of an array of labels, of one axis or with a second one of length 1. */
export function createJsonLabelsBuilder(): JsonLabelsBuilder {
  const names = createClassNames();
  let kind: 'number' | 'text' | undefined;
  let values = new Float64Array(64);
  let length = 0;
  let depth = 0;
  let isList = true;
  /** Elements of the present row, where labels are [N, 1]. */
  let inRow = 0;
  /** Rows and single elements do not mix. */
  let rank: number | undefined;

  function add(value: number | undefined): void {
    rank ??= depth;
    if (value === undefined || rank !== depth) isList = false;
    if (!isList) return;
    inRow++;
    values = withRoom(values, length + 1);
    values[length++] = value!;
  }

  function addAs(own: NonNullable<typeof kind>, value: number | undefined): void {
    kind ??= own;
    add(kind === own ? value : undefined);
  }

  return {
    open(bracket) {
      depth++;
      inRow = 0;
      if (bracket === 'object' || depth > 2) isList = false;
    },
    close() {
      if (depth === 2 && inRow !== 1) isList = false;
      depth--;
    },
    number: (value) => addAs('number', value),
    scalar(value) {
      if (value === null) add(Number.NaN);
      else if (typeof value === 'boolean') addAs('number', Number(value));
      else addAs('text', isList ? names.indexOf(value) : undefined);
    },
    result() {
      if (!isList) return undefined;
      return { values: values.slice(0, length), classes: kind === 'text' ? names.names() : null };
    },
  };
}
