import type { ArrangementReport, DecidedBy, Declared, SpreadKind } from '../diagnostics/report';
import { arrange } from './arrange';
import { holdsBoth } from './arrangement';
import { arrangementsOf } from './arrangementChoice';
import type { ByteSource, FileAccess } from './byteSource';
import type { Lone } from './chooseKeys';
import { DumpError, type TextRange } from './dumpError';
import { checkShapes } from './dumpShapes';
import { baseName } from './fileNames';
import type { ArrayReference } from './findDump';
import type { ReadProgress } from './jsonScanner';
import { type Elements, type LatentArray, shapeText } from './latentArray';
import { locateRequest } from './locateRequest';
import type { NamedEntry } from './namedEntries';
import { type FileContent, type OpenedArrays, openArrays } from './openArrays';
import { spreadKindInName } from './roles';
import {
  type Declaration,
  type Declarations,
  isSidecarKey,
  mergeDeclarations,
  readSidecar,
  type Sidecar,
} from './sidecar';
import { findSidecars, readSidecarFile } from './sidecarFile';
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

const ONE_ARRAY = 'mean and spread stacked as [2, N, D], or a name that says which it is, such as mu.npy or logvar.npy';

/** Numbers, one per dimension, that may be declared. */
const MOST_LISTED = 1 << 16;

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
    const declarations = await readDeclarations(contents, sidecarFiles, open);
    const sidecar = declarations.size > 0 ? readSidecar(declarations, dimensions) : null;
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
      locate: (target) => locate(target, { mean, spread }, contents, declarations),
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

/** Mean and spread as [N, D], in the arrangement that the user wants or that shapes and names decide. */
function arrangeAs(wanted: string | undefined, { mean, spread, names }: OpenedArrays) {
  const choice = arrangementsOf(mean.shape, spread?.shape ?? null, names);
  const id = wanted ?? choice.chosen ?? (choice.offered.length === 0 && spread ? 'rows' : undefined);
  if (id === undefined) {
    const ids = choice.offered.map(({ id: offered, label }) => `${offered} (${label})`).join(', ');
    const expected = ids === '' ? ONE_ARRAY : `--arrangement with one of ${ids}, or ${ONE_ARRAY}`;
    const found = `${mean.dtype} array of shape ${shapeText(mean.shape)}: ${choice.why}`;
    const place = mean.array === null ? 'shape' : `key "${mean.array}"`;
    throw new DumpError({ file: mean.file, place, found, expected, canChoose: true });
  }
  // What has no other arrangement is told from a dump's shape by its own message.
  const arranged =
    id === 'rows' && spread ? { mean, spread, spreadKindHint: spreadKindInName(names[1]) } : arrange(id, mean, spread);
  const label = choice.offered.find((each) => each.id === id)?.label ?? id;
  const why = wanted === undefined ? choice.why : `${label}, as you chose`;
  return {
    mean: arranged.mean,
    spread: arranged.spread,
    namedKind: arranged.spreadKindHint,
    arrangement: id === 'rows' ? null : { id, why },
  };
}

/** What stands beside the arrays comes before sidecars, NAME.meta.json before meta.json. */
async function readDeclarations(
  contents: FileContent[],
  sidecarFiles: readonly string[],
  open: (path: string) => Promise<ByteSource>,
): Promise<Declarations> {
  const own = await Promise.all(
    contents.map(async ({ file, entries }): Promise<Declarations> => {
      const declarations = new Map<string, Declaration>();
      for (const [key, { value, array, valueRange }] of entries) {
        const said = array && isSidecarKey(key) ? await listOf(array) : array ? undefined : value;
        if (said !== undefined) declarations.set(key, { file, value: said, range: valueRange });
      }
      return declarations;
    }),
  );
  const beside: Declarations[] = [];
  for (const path of sidecarFiles) beside.push(await readSidecarFile(await open(path)));
  return mergeDeclarations([...own, ...beside]);
}

/** A gamma per dimension is an array beside the others. */
async function listOf(array: LatentArray): Promise<number[] | undefined> {
  const [length] = array.shape;
  return array.shape.length === 1 && length <= MOST_LISTED ? [...(await array.readRows(0, length))] : undefined;
}

function declare(request: DumpRequest, sidecar: Sidecar | null, declarations: Declarations): Declared {
  const declared = {
    gamma: request.gamma ?? sidecar?.gamma ?? null,
    bnEps: sidecar?.bnEps ?? null,
    betaWeight: request.betaWeight ?? sidecar?.betaWeight ?? null,
    epoch: sidecar?.epoch ?? sidecar?.epochs ?? null,
  };
  const fileOf = (key: string, value: unknown) => (value === null ? undefined : declarations.get(key)?.file);
  const from =
    request.gamma !== undefined
      ? 'user'
      : (fileOf('gamma', declared.gamma) ??
        fileOf('bn_eps', declared.bnEps) ??
        (request.betaWeight !== undefined ? 'user' : fileOf('beta_weight', declared.betaWeight)) ??
        fileOf(sidecar?.epoch === null ? 'epochs' : 'epoch', declared.epoch) ??
        null);
  return { ...declared, from };
}

function keyIn(contents: FileContent[], file: string, key: string | null): NamedEntry | undefined {
  return key === null ? undefined : contents.find((content) => content.file === file)?.entries.get(key);
}

async function locate(
  target: DumpTarget,
  arrays: { mean: LatentArray; spread: LatentArray },
  contents: FileContent[],
  declarations: Declarations,
): Promise<DumpPlace | undefined> {
  if ('key' in target) {
    const declared = declarations.get(target.key);
    if (declared?.range !== undefined) return { file: declared.file, range: declared.range };
    const found = contents.map(({ file, entries }) => ({ file, range: entries.get(target.key)?.valueRange }));
    return found.find((place): place is DumpPlace => place.range !== undefined);
  }
  const array = arrays[target.role];
  const range =
    'row' in target
      ? await array.locate?.(target.row, target.column)
      : keyIn(contents, array.file, array.array)?.keyRange;
  return range && { file: array.file, range };
}
