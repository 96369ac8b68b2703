import type { Declared } from '../diagnostics/report';
import type { ByteSource } from './byteSource';
import type { LatentArray } from './latentArray';
import type { FileContent } from './openArrays';
import type { DumpRequest } from './openDump';
import { type Declaration, type Declarations, isSidecarKey, mergeDeclarations, type Sidecar } from './sidecar';
import { readSidecarFile } from './sidecarFile';

/** Numbers, one per dimension, that may be declared. */
const MOST_LISTED = 1 << 16;

/** What stands beside the arrays comes before sidecars, NAME.meta.json before meta.json. */
export async function readDeclarations(
  contents: readonly FileContent[],
  dimensions: number,
  sidecarFiles: readonly string[],
  open: (path: string) => Promise<ByteSource>,
): Promise<Declarations> {
  const own = await Promise.all(
    contents.map(async ({ file, entries }): Promise<Declarations> => {
      const declarations = new Map<string, Declaration>();
      for (const [key, { value, array, valueRange }] of entries) {
        const said = array && isSidecarKey(key) ? await saidBy(array, dimensions) : array ? undefined : value;
        if (said !== undefined) declarations.set(key, { file, value: said, range: valueRange });
      }
      return declarations;
    }),
  );
  const beside: Declarations[] = [];
  for (const path of sidecarFiles) beside.push(await readSidecarFile(await open(path)));
  return mergeDeclarations([...own, ...beside]);
}

/** An array beside the others may hold a gamma per dimension, or the same one for each example. */
async function saidBy(array: LatentArray, dimensions: number): Promise<number | number[] | undefined> {
  const [length] = array.shape;
  if (array.shape.length !== 1 || length === 0 || length > MOST_LISTED) return undefined;
  const values = [...(await array.readRows(0, length))];
  if (values.every((value) => value === values[0])) return values[0];
  return length === dimensions ? values : undefined;
}

/** What the user says, else what is declared. */
export function declare(request: DumpRequest, sidecar: Sidecar | null, declarations: Declarations): Declared {
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
