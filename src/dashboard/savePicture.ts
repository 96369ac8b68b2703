import type { Drawing, Look } from './drawing';
import { post } from './host';
import { drawPicture, type KeyPart, type PicturePart, svgFile } from './picture';
import { plotOf } from './plots';
import { createRgbReader, readTheme, type Theme } from './theme';

/** Figures of the page as files: SVG, or PNG of twice the page's pixels. */

export type PictureFormat = 'svg' | 'png';

/** Fonts of other machines: the editor's may not be there. */
const FONTS = 'system-ui, "Segoe UI", Helvetica, Arial, sans-serif';
const PNG_SCALE = 2;

/** Has the host save a figure under a name that the user chooses. @param figure a view's `section` */
export async function savePicture(figure: HTMLElement, format: PictureFormat): Promise<void> {
  const svg = await figureSvg(figure);
  const bytes =
    format === 'svg'
      ? new TextEncoder().encode(svg.file)
      : new Uint8Array(await (await rasterized(svg.file, svg.drawing)).arrayBuffer());
  post({ type: 'savePicture', view: figure.dataset.view ?? 'chart', format, bytes });
}

/** Whether pictures can be copied here. */
export const canCopy = (): boolean => 'ClipboardItem' in window && navigator.clipboard?.write !== undefined;

/** Puts a figure on the clipboard. @throws where the browser does not permit it */
export async function copyPicture(figure: HTMLElement): Promise<void> {
  const png = figureSvg(figure).then(({ file, drawing }) => rasterized(file, drawing));
  // Given as a promise: the permission is of the click, and does not last until the picture is drawn.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

async function figureSvg(figure: HTMLElement): Promise<{ file: string; drawing: Drawing }> {
  const look = savedLook(figure);
  const textOf = (selector: string) => figure.querySelector(selector)?.textContent?.trim() ?? '';
  const title = textOf('h2');
  const dump = document.querySelector('h1')?.textContent ?? '';
  const reading = textOf('.reading');
  const size = [dump, textOf('.sample-size')].filter(Boolean).join(', ');
  const picture = { title, size, reading, parts: await partsOf(figure, look) };
  const drawing = drawPicture(picture, look, createMeasure(look.fontFamily));
  return { file: svgFile(drawing, `${title}, ${size}. ${reading}`), drawing };
}

/** The page's colours as every viewer of SVG reads them: computed ones may have the notation of color-mix. */
function savedLook(root: HTMLElement): Look {
  const theme = readTheme(root);
  const rgb = createRgbReader(theme.background);
  const hex = (colour: string) =>
    `#${rgb(colour)
      .map((value) => value.toString(16).padStart(2, '0'))
      .join('')}`;
  const entries = Object.entries(theme).map(([name, colour]) => [name, hex(colour)]);
  return { theme: Object.fromEntries(entries) as Theme, fontFamily: FONTS };
}

function createMeasure(fontFamily: string): (text: string, fontSize: number, weight: number) => number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  return (text, fontSize, weight) => {
    context.font = `${weight} ${fontSize}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

/** Keys, plots and what is written above and below these, in sight, in the page's order. */
async function partsOf(figure: HTMLElement, look: Look): Promise<PicturePart[]> {
  const parts: PicturePart[] = [];
  for (const element of figure.querySelectorAll<HTMLElement>('.key, [data-plot], [data-caption]')) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const draw = plotOf(element);
    if (element.dataset.caption !== undefined) parts.push({ text: element.textContent ?? '' });
    else if (draw !== null) parts.push({ plot: await draw(look, `plot${parts.length}`) });
    else parts.push({ key: [...element.children].filter((entry) => entry.checkVisibility()).map(keyEntry) });
  }
  return parts;
}

function keyEntry(entry: Element): KeyPart[] {
  return [...entry.childNodes].flatMap((node): KeyPart[] => {
    if (node instanceof HTMLCanvasElement) return [{ drawing: canvasDrawing(node) }];
    if (node instanceof HTMLElement && node.classList.contains('swatch')) {
      return [{ swatch: node.className.replace('swatch', '').trim() }];
    }
    const text = node.textContent?.trim();
    return text ? [{ text }] : [];
  });
}

/** What is on a canvas, as an image in its size on the page. */
export function canvasDrawing(canvas: HTMLCanvasElement): Drawing {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const image = `<image width="${width}" height="${height}" xlink:href="${canvas.toDataURL()}"/>`;
  return { width, height, content: image };
}

async function rasterized(svg: string, { width, height }: Drawing): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(width * PNG_SCALE, height * PNG_SCALE);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(url);
  }
}
