/** A name that a file chose, as messages show it: on one line, and no longer than a message may be. */
export function printableName(name: string): string {
  const printable = name.replace(/\p{C}/gu, '?');
  return printable.length <= 80 ? printable : `${printable.slice(0, 77)}...`;
}
