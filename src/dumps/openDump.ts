import type { ArrangementReport, DecidedBy, Declared, SpreadKind } from '../diagnostics/report';
import { arrangeAs } from './arrangeAs';
import { holdsBoth } from './arrangement';
import type { ByteSource, FileAccess } from './byteSource';
import type { Lone } from './chooseKeys';
import { declare, readDeclarations } from './dumpDeclarations';
import { DumpError, type TextRange } from './dumpError';
import { checkShapes } from './dumpShapes';
import { baseName, formatOf } from './fileNames';
import type { ArrayReference } from './findDump';
import type { ReadProgress } from './jsonScanner';
import type { Elements, LatentArray } from './latentArray';
import { locateRequest } from './locateRequest';
import { keyIn, locateTarget } from './locateTarget';
import { type FileContent, openArrays } from './openArrays';
import { readSidecar, type Sidecar } from './sidecar';
import { findSidecars } from './sidecarFile';
import { decideSpreadKind } from './spreadKind';

/** What the user points at, and what he says of it. */
export interface DumpRequest {
  /** A file or folder, or the two files of a pair in either order. */
  paths: string[];
  /** The array to take as the mean; `array` is a key of a JSON dump. */
  mean?: ArrayReference;
  spread?: ArrayReference;
  /** The array to take as draws z ~ q(z|x), without a mean and a spread. */
  samples?: ArrayReference;
  spreadKind?: SpreadKind;
  /** How arrays of other shapes than [N, D] are taken: the id of an arrangement. */
  arrangement?: string;
  gamma?: number | number[];
  betaWeight?: number;
}

/** A place in one of the dump's text files. */
export interface DumpPlace {
  file: string;
  range: TextRange;
}

/** The value of a key, the key of an array, or an element of an array. */
export type DumpTarget =
  | { key: string }
  | { role: 'mean' | 'spread' }
  | { role: 'mean' | 'spread'; row: number; column: number };

/** Some rows of both arrays, row-major. */
export interface RowBlock {
  mean: Elements;
  spread: Elements;
}

/** What every opened dump has: N examples of D latent dimensions. */
interface OpenedDump {
  /** The files that hold the arrays: one or two. */
  files: string[];
  /** The sidecars that were read, the more specific first. */
  sidecarFiles: string[];
  /** N */
  rows: number;
  /** D */
  dimensions: number;
  /** How the arrays were taken, where they are not [N, D] as they stand. */
  arrangement: ArrangementReport | null;
  declared: Declared;
  /** What sidecars and the keys of a JSON dump declare; null where there are none. */
  sidecar: Sidecar | null;
  /** The first key of a JSON dump. */
  firstKey: DumpPlace | undefined;
  /** All that the files hold. */
  contents: readonly FileContent[];
  /** Whether rows are read from the file when they are asked for; else all of it is in memory. */
  readsByRanges: boolean;
  /** Differs when the content of the data files may: two openings of the same version hold the same numbers. */
  version: string;
  /** @throws DumpError when a data file has changed or vanished since it was opened */
  verify(): Promise<void>;
  /** Where the target stands; undefined where it stands in no text. */
  locate(target: DumpTarget): Promise<DumpPlace | undefined>;
  close(): Promise<void>;
}

/** A dump of posteriors. */
export interface LatentDump extends OpenedDump {
  /** Posterior means, [N, D]. */
  mean: LatentArray;
  /** Posterior spread as stored, [N, D]; `spreadKind` says what it is. */
  spread: LatentArray;
  spreadKind: SpreadKind;
  decidedBy: DecidedBy;
  /**
   * Rows [start, start + count), each array [count, D] in C order, as stored.
   * @param into where they go; without it the arrays are new
   * @throws DumpError
   */
  readRows(start: number, count: number, into?: RowBlock): Promise<RowBlock>;
}

/** A dump of one array, [N, D]. As a target it has the role of the mean. */
export interface LoneDump extends OpenedDump, Lone {
  array: LatentArray;
}

/** As `openLatents`. @throws DumpError for a dump of one array, too */
export async function openDump(
  request: DumpRequest,
  files: FileAccess,
  onProgress?: ReadProgress,
): Promise<LatentDump> {
  const dump = await openLatents(request, files, onProgress);
  if (!('array' in dump)) return dump;
  await dump.close();
  const { file, array } = dump.array;
  const place = array === null ? 'array' : `key "${array}"`;
  throw new DumpError({ file, place, found: dump.missing, expected: 'mean and spread', canChoose: true });
}

/**
 * Opens the dump that a request means. Of binary files only headers are read; text is scanned whole, with progress.
 * Elements are not looked at, except to tell a variance from a log-variance where nothing says which it is.
 * @throws DumpError; no file stays open then.
 */
export async function openLatents(
  request: DumpRequest,
  files: FileAccess,
  onProgress?: ReadProgress,
): Promise<LatentDump | LoneDump> {
  const opened: ByteSource[] = [];
  const open = async (path: string) => {
    const source = await files.open(path);
    opened.push(source);
    return source;
  };
  const close = async () => {
    await Promise.all(opened.splice(0).map((source) => source.close()));
  };
  try {
    const location = await locateRequest(request, files);
    const arrays = await openArrays(location, holdsBoth(request.arrangement), open, onProgress);
    const { contents, lone } = arrays;
    // One array is taken as a mean with a spread of its shape would be.
    const pair = lone ? { ...arrays, spread: arrays.mean, names: [...arrays.names, ...arrays.names] } : arrays;
    const { mean, spread, namedKind, arrangement } = arrangeAs(request.arrangement, pair);
    checkShapes(mean, spread, (array) => keyIn(contents, array.file, array.array)?.keyRange);
    const [rows, dimensions] = mean.shape;

    const dataFiles = [...new Set([mean.file, spread.file])];
    const sources = [...opened];
    const sidecarFiles = findSidecars(dataFiles.map(baseName), await files.siblings(mean.file)).map(({ path }) => path);
    const declarations = await readDeclarations(contents, dimensions, sidecarFiles, open);
    const sidecar = declarations.size > 0 ? readSidecar(declarations, dimensions) : null;
    checkRows(mean, sidecar?.n ?? null);
    const [firstKey] = contents.flatMap(({ file, entries }) => {
      const range = [...entries.values()][0]?.keyRange;
      return range ? [{ file, range }] : [];
    });
    const common: OpenedDump = {
      files: dataFiles,
      sidecarFiles,
      rows,
      dimensions,
      arrangement,
      declared: declare(request, sidecar, declarations),
      sidecar,
      firstKey,
      contents,
      readsByRanges: !mean.inMemory && !spread.inMemory,
      version: sources.map(({ path, version }) => `${path} ${version}`).join('\n'),
      async verify() {
        await Promise.all(sources.map((source) => source.verify()));
      },
      locate: (target) => locateTarget(target, { mean, spread }, contents, declarations),
      close,
    };
    if (lone) return { ...common, ...lone, array: mean };
    return {
      ...common,
      mean,
      spread,
      ...(await decideSpreadKind(request.spreadKind, sidecar?.spreadKind, namedKind, spread)),
      async readRows(start, count, into) {
        const [means, spreads] = await Promise.all([
          mean.readRows(start, count, into?.mean),
          spread.readRows(start, count, into?.spread),
        ]);
        return { mean: means, spread: spreads };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A table that ends at the end of a row looks whole: where a sidecar counts its rows, they are compared.
 * @throws DumpError where rows are missing
 */
function checkRows({ file, shape }: LatentArray, n: number | null): void {
  const format = formatOf(baseName(file));
  if (n === null || shape[0] >= n || (format !== 'csv' && format !== 'ndjson')) return;
  const expected = `${n} as "n" in the sidecar says; is the file cut?`;
  throw new DumpError({ file, place: 'rows', found: `${shape[0]} rows`, expected });
}
