import { HOLE_LEVEL, type StripCells } from './stripCells';
import type { StripColours } from './stripColours';

/** What part of the strip a picture shows; lengths in its own pixels. */
export interface StripWindow {
  width: number;
  height: number;
  rowHeight: number;
  /** Distance of the picture's upper edge from that of the first row. */
  top: number;
  /** Pixels of the picture per pixel of the page. */
  scale: number;
}

/** Distance between lines of the hatch, and between dots of the unknown, in pixels of the page. */
const PERIOD = 6;
/** From this height on, in pixels of the page, rows stand apart. */
const GAP_FROM = 6;

/**
 * The strip as pixels for ImageData, [height * width]; transparent beside the rows and where there is no mass. Holes
 * are hatched as in the other charts, and what is not known is dotted.
 * @param rows row of `cells` for each row of the strip
 */
export function paintStrip(
  cells: StripCells,
  rows: ArrayLike<number>,
  { width, height, rowHeight, top, scale }: StripWindow,
  { ramp, hatch, unknown }: StripColours,
): Uint32Array {
  const { points, level, opacity } = cells;
  const pixels = new Uint32Array(width * height);
  const line = new Uint32Array(width);
  const cellAt = Int32Array.from({ length: width }, (_, x) => Math.min(points - 1, Math.floor((x * points) / width)));
  const period = Math.round(PERIOD * scale);
  const stroke = Math.max(1, Math.round(scale));
  const gap = rowHeight >= GAP_FROM * scale ? stroke : 0;
  let drawn = -1;

  for (let y = 0; y < height; y++) {
    const at = Math.floor(top + y);
    const row = Math.floor((top + y) / rowHeight);
    if (row >= rows.length) break;
    if ((row + 1) * rowHeight - (top + y) <= gap) continue;
    const offset = rows[row] * points;
    if (row !== drawn) {
      for (let x = 0; x < width; x++) {
        const cell = offset + cellAt[x];
        line[x] = level[cell] === 0 ? 0 : (ramp[level[cell]] | (opacity[cell] << 24)) >>> 0;
      }
      drawn = row;
    }
    pixels.set(line, y * width);
    for (let x = 0; x < width; x++) {
      const cell = offset + cellAt[x];
      if (level[cell] === 0) {
        if (x % period < stroke && at % period < stroke) pixels[y * width + x] = (unknown | 0xff000000) >>> 0;
      } else if (level[cell] < HOLE_LEVEL && (x + at) % period < stroke) {
        pixels[y * width + x] = (hatch | (opacity[cell] << 24)) >>> 0;
      }
    }
  }
  return pixels;
}
