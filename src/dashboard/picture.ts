import type { Drawing, Look } from './drawing';
import { drawSwatch, hatchDefinition } from './swatches';

/** A figure as one SVG file that says by itself what it shows: title, sample size, reading, key and plots. */

/** An entry of a key: its marks and words in the order they stand. */
export type KeyPart = { text: string } | { swatch: string } | { drawing: Drawing };

/** What is below the reading, from the top. */
export type PicturePart = { key: KeyPart[][] } | { plot: Drawing } | { text: string };

export interface Picture {
  title: string;
  /** Beside the title. */
  size: string;
  reading: string;
  parts: PicturePart[];
}

/** Width of a text in pixels. @param weight as in CSS */
export type Measure = (text: string, fontSize: number, weight: number) => number;

const MARGIN = 16;
const TITLE = { fontSize: 14, lineHeight: 22, weight: 600 };
const TEXT = { fontSize: 12, lineHeight: 17, weight: 400 };
const KEY = { fontSize: 11, lineHeight: 18, weight: 400 };
/** Between entries of a key, and between a mark and its words. */
const GAP = { entries: 16, parts: 5 };

/** The picture on the theme's background. */
export function drawPicture({ title, size, reading, parts }: Picture, look: Look, measure: Measure): Drawing {
  const { theme, fontFamily } = look;
  const plots = parts.flatMap((part) => ('plot' in part ? part.plot.width : []));
  const inner = Math.max(320, ...plots);
  const width = inner + 2 * MARGIN;
  const content: string[] = [];
  let y = MARGIN;

  const write = (text: string, x: number, baseline: number, style: typeof TEXT, colour: string, anchor = 'start') =>
    content.push(
      `<text x="${round(x)}" y="${round(baseline)}" font-size="${style.fontSize}" font-weight="${style.weight}" ` +
        `text-anchor="${anchor}" fill="${colour}">${escapeXml(text)}</text>`,
    );
  const place = (drawing: Drawing, x: number, top: number) =>
    content.push(
      `<svg x="${round(x)}" y="${round(top)}" width="${drawing.width}" height="${drawing.height}">${drawing.content}</svg>`,
    );

  write(title, MARGIN, y + TITLE.fontSize, TITLE, theme.foreground);
  write(size, width - MARGIN, y + TITLE.fontSize, TEXT, theme.muted, 'end');
  y += TITLE.lineHeight;
  for (const line of wrapped(reading, (text) => measure(text, TEXT.fontSize, TEXT.weight) <= inner)) {
    write(line, MARGIN, y + TEXT.fontSize, TEXT, theme.foreground);
    y += TEXT.lineHeight;
  }
  y += 4;

  const keyed = (part: KeyPart): { width: number; draw(x: number): void } => {
    if ('text' in part) {
      const draw = (x: number) => write(part.text, x, y + KEY.fontSize + 1, KEY, theme.muted);
      return { width: measure(part.text, KEY.fontSize, KEY.weight), draw };
    }
    const drawing = 'swatch' in part ? drawSwatch(part.swatch, theme) : part.drawing;
    return { width: drawing.width, draw: (x) => place(drawing, x, y + (16 - drawing.height) / 2) };
  };
  for (const part of parts) {
    if ('plot' in part) {
      place(part.plot, MARGIN, y);
      y += part.plot.height;
      continue;
    }
    if ('text' in part) {
      write(part.text, MARGIN, y + KEY.fontSize + 1, KEY, theme.muted);
      y += KEY.lineHeight;
      continue;
    }
    let x = MARGIN;
    for (const entry of part.key.map((each) => each.map(keyed))) {
      const length = entry.reduce((sum, each) => sum + each.width + GAP.parts, -GAP.parts);
      if (x > MARGIN && x + length > width - MARGIN) {
        x = MARGIN;
        y += KEY.lineHeight;
      }
      for (const each of entry) {
        each.draw(x);
        x += each.width + GAP.parts;
      }
      x += GAP.entries - GAP.parts;
    }
    y += KEY.lineHeight + 4;
  }

  const height = Math.ceil(y + MARGIN / 2);
  const background = `<rect width="${width}" height="${height}" fill="${theme.background}"/>`;
  const words = `<g font-family="${escapeXml(fontFamily)}">${content.join('')}</g>`;
  return { width, height, content: `${hatchDefinition(theme)}${background}${words}` };
}

/** A drawing as an SVG file. @param label its text alternative */
export function svgFile({ width, height, content }: Drawing, label: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" ` +
    `height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>${escapeXml(label)}</title>${content}</svg>\n`
  );
}

/** Text as the content of an element or of an attribute in double quotes, of XML and of HTML. */
export function escapeXml(text: string): string {
  // Control characters cannot be in XML at all, not even escaped.
  const legal = text.replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
  return legal.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Words in lines that fit; a word alone may be too long. */
function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const round = (value: number): number => Math.round(100 * value) / 100;
