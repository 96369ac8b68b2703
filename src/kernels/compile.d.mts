export function compileKernels(): Promise<{ wasm: Uint8Array; watchFiles: string[] }>;
