import { fileAccess } from 'platform/fileAccess';
import { DumpError } from '../dumps/dumpError';
import { type DumpRequest, type LatentDump, openDump } from '../dumps/openDump';
import { type DensityTask, takeDensities } from './densities';
import { type JointPartial, type JointTask, scanJoint } from './jointScan';
import { type ScanPartial, type ScanTask, scanBlocks } from './scan';

/** Work on the rows of a dump, which every thread opens by itself. */
export type RowTask = { type: 'scan'; scan: ScanTask } | { type: 'joint'; joint: JointTask };

/** Work that the threads of a pool share. */
export type PoolTask =
  | { type: 'rows'; dump: DumpRequest; version: string; task: RowTask }
  | { type: 'densities'; densities: DensityTask };

/** What each thread gives; what is in shared memory is not said again. */
export interface PoolResult {
  scan: ScanPartial | null;
  joint: JointPartial | null;
}

/** @param thread this thread's number; the one that shares its work is 1 @throws DumpError */
export async function runPoolTask(task: PoolTask, thread: number): Promise<PoolResult> {
  if (task.type === 'densities') {
    takeDensities(task.densities);
    return { scan: null, joint: null };
  }
  const dump = await openAgain(task.dump, task.version);
  return task.task.type === 'scan'
    ? { scan: await scanBlocks(dump, task.task.scan, thread), joint: null }
    : { scan: null, joint: await scanJoint(dump, task.task.joint, thread) };
}

/** The dump that this thread has open, until it ends. */
let opened: { key: string; dump: LatentDump } | undefined;

async function openAgain(request: DumpRequest, version: string): Promise<LatentDump> {
  const key = JSON.stringify([request, version]);
  if (opened?.key !== key) {
    await opened?.dump.close();
    opened = { key, dump: await openDump(request, fileAccess) };
  }
  const { dump } = opened;
  if (dump.version === version) return dump;
  throw new DumpError({
    file: dump.files[0],
    place: 'file',
    found: 'another content, changed while it was read',
    expected: 'the file that it was when the analysis began; analyse it again',
  });
}

/** Buffers that a result hands over rather than copies. */
export function transferable({ scan }: PoolResult): ArrayBuffer[] {
  if (!scan) return [];
  const { singles, cells } = scan.strays;
  return [scan.histogram, ...singles, ...Object.values(cells)].map(({ buffer }) => buffer as ArrayBuffer);
}
