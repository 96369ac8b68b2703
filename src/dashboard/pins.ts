/** More would no longer be side by side. */
export const MOST_PINS = 8;

/** The pins, oldest first, after one was toggled: past MOST_PINS the oldest gives its place to the newest. */
export function togglePin(pinned: readonly number[], index: number): number[] {
  if (pinned.includes(index)) return pinned.filter((pin) => pin !== index);
  return [...pinned, index].slice(-MOST_PINS);
}
