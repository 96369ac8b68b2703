// The half of an API test that runs inside VS Code's extension host. A module of such tests has one export:
// `export const run = hostTests({ 'what is so': async () => { assert... } })`.

import { appendFileSync } from 'node:fs';

export type HostTests = Record<string, () => unknown>;

export interface HostResult {
  name: string;
  milliseconds: number;
  /** The stack of what the test threw; absent when it passed. */
  error?: string;
}

/** Environment variable of the server, and so of its extension hosts: the file that gets a line of JSON per result. */
export const RESULTS_VARIABLE = 'LATENT_LENS_HOST_RESULTS';

const TEST_TIMEOUT = 30_000;

/** Runs all tests in order; one that fails or hangs does not stop the next. */
export function hostTests(tests: HostTests): () => Promise<void> {
  return async () => {
    const file = process.env[RESULTS_VARIABLE]!;
    for (const [name, test] of Object.entries(tests)) {
      const start = performance.now();
      const error = await Promise.race([attempt(test), timeout()]);
      const result: HostResult = { name, milliseconds: Math.round(performance.now() - start), error };
      appendFileSync(file, `${JSON.stringify(result)}\n`);
    }
  };
}

async function attempt(test: () => unknown): Promise<string | undefined> {
  try {
    await test();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function timeout(): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, TEST_TIMEOUT, `no result within ${TEST_TIMEOUT / 1000} s`));
}
