/** 64 MB: as much outside its heap as V8 lets each thread leave behind before it looks for garbage. */
const PAGES = 1024;

/**
 * Has V8 collect what earlier passes left outside its heap, by taking so much memory that it looks. As that is never
 * touched, it takes none of the machine's.
 */
export function askForCollection(): void {
  try {
    new WebAssembly.Memory({ initial: PAGES });
  } catch {
    // No address space to ask with: garbage stays until V8 looks by itself.
  }
}
