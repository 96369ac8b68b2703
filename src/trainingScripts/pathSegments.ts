/** Segments of a path without `.` and with `..` applied; a leading `..` stays. */
export function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '..' && segments.length && segments.at(-1) !== '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments;
}

/** The segments of a path that are written out: after the last variable and leading `..`. */
export function writtenSegments(path: string): string[] {
  const segments = segmentsOf(path);
  return segments.slice(segments.findLastIndex((segment) => segment === '..' || /[$~{]/.test(segment)) + 1);
}

/** Whether the shorter of two paths is the end of the longer. */
export function endsAlike(a: string[], b: string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(-length).join('/') === b.slice(-length).join('/');
}

/** How many segments two paths share from their beginning. */
export function commonStart(a: string[], b: string[]): number {
  const different = a.findIndex((segment, k) => segment !== b[k]);
  return different < 0 ? a.length : different;
}
