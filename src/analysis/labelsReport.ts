import type { LabelsReport } from '../diagnostics/report';
import type { ByteSource, FileAccess } from '../dumps/byteSource';
import { DumpError } from '../dumps/dumpError';
import { countLabels } from '../dumps/labelScale';
import { findLabels, type LabelledDump, type Labels } from '../dumps/labels';
import type { RowsSeen } from './rows';

/** Labels that are counted, at most: more would be felt. */
const MOST_COUNTED = 5_000_000;

/**
 * The labels of a dump and the analysed rows of each class; null where there is nothing with the name of labels. Labels
 * that cannot be read are no error.
 */
export async function labelsReport(
  dump: LabelledDump,
  files: FileAccess,
  seen: Pick<RowsSeen, 'skippedRows' | 'skippedAt'>,
): Promise<LabelsReport | null> {
  const opened: ByteSource[] = [];
  const open = async (path: string) => {
    const source = await files.open(path);
    opened.push(source);
    return source;
  };
  let labels: Labels | undefined;
  try {
    labels = await findLabels(dump, files, open);
    if (labels.source === null && labels.note === null) return null;
    return await counted(labels, dump.rows, seen);
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    return { source: labels?.source ?? null, classes: null, note: error.message };
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}

async function counted(
  { source, note, array, rowsEach, read }: Labels,
  rows: number,
  { skippedRows, skippedAt }: Pick<RowsSeen, 'skippedRows' | 'skippedAt'>,
): Promise<LabelsReport> {
  const without = (reason: string) => ({ source, classes: null, note: joined(note, reason) });
  if (array === null || read === null) return { source, classes: null, note };
  if (rows / rowsEach > MOST_COUNTED) {
    return without(`not counted, as there are more than ${MOST_COUNTED.toLocaleString('en-US')}`);
  }
  const found = await countLabels(array);
  if (typeof found === 'string') return without(found);
  // Of more skipped rows than these, nobody keeps which they are.
  const isExact = skippedAt.length === skippedRows;
  const skipped = isExact ? await read(skippedAt.map(([row]) => row)) : [];
  const classes = [...found.classes].map(([label, count]) => ({
    name: String(label),
    count: count * rowsEach - skipped.filter((other) => other === label).length,
  }));
  const missing = found.missing > 0 ? `${found.missing.toLocaleString('en-US')} missing` : null;
  return { source, classes, note: joined(note, missing, isExact ? null : 'skipped rows are counted, too') };
}

function joined(...notes: (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length > 0 ? said.join('; ') : null;
}
