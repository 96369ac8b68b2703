/** The first byte after the static data of all kernels: the loader lays out its arrays from here. */
export function heapBase(): usize {
  return __heap_base;
}
