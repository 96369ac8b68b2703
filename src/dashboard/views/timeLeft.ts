/** ", about 12 s left" from the pace so far; nothing while it says little. */
export function secondsLeft(milliseconds: number, done: number, left: number): string {
  if (done <= 0 || milliseconds < 1000) return '';
  const seconds = Math.ceil((milliseconds * left) / done / 1000);
  return seconds < 100 ? `, about ${seconds} s left` : `, about ${Math.ceil(seconds / 60)} min left`;
}
