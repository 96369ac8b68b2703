import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawPicture, escapeXml, svgFile } from '../../../src/dashboard/picture';
import { simplifyPath } from '../../../src/dashboard/simplifyPath';
import { drawSwatch, SWATCH_NAMES } from '../../../src/dashboard/swatches';
import { COLOUR_NAMES, type Theme } from '../../../src/dashboard/theme';

const theme = Object.fromEntries(COLOUR_NAMES.map((name, k) => [name, `#0000${10 + k}`])) as Theme;
const look = { theme, fontFamily: 'serif' };
const measure = (text: string, fontSize: number) => 0.5 * fontSize * text.length;

describe('a saved picture', () => {
  const plot = { width: 400, height: 200, content: '<path d="M0,0L400,200"/>' };
  const picture = {
    title: 'KL & <more>',
    size: 'run/mu.npy, N = 10',
    reading: Array.from({ length: 40 }, (_, k) => `word${k}`).join(' '),
    parts: [{ key: [[{ swatch: 'floor' }, { text: 'floor' }]] }, { plot }, { plot }],
  };
  const drawing = drawPicture(picture, look, measure);

  it('holds title, sample size, key and plots on a background', () => {
    const { width, height, content } = drawing;
    expect(width).toBe(432);
    expect(height).toBeGreaterThan(400);
    expect(content).toContain(`<rect width="${width}" height="${height}" fill="${theme.background}"/>`);
    expect(content).toContain('KL &amp; &lt;more&gt;');
    expect(content).toContain('N = 10');
    expect(content.match(/<path d="M0,0L400,200"\/>/g)).toHaveLength(2);
    expect(content).toContain(drawSwatch('floor', theme).content);
  });

  it('breaks the reading into lines that fit', () => {
    const lines = [...drawing.content.matchAll(/>(word[^<]*)</g)].map(([, line]) => line);
    expect(lines.join(' ')).toBe(picture.reading);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(measure(line, 12)).toBeLessThanOrEqual(400);
  });

  it('is a file of its own', () => {
    expect(svgFile(drawing, 'a "label"')).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* viewBox="0 0 432 \d+"[^>]*><title>a &quot;label&quot;<\/title>/,
    );
  });

  it('has no character that XML cannot hold', () => {
    expect(escapeXml('a\u0000b\u001fc\u009fd\te<>&"')).toBe('a\ufffdb\ufffdc\ufffdd\te&lt;&gt;&amp;&quot;');
  });
});

it('has a drawing for every mark that a key of the page may have', () => {
  const folder = new URL('../../../src/dashboard/', import.meta.url);
  const sources = ['', 'views/'].flatMap((path) =>
    readdirSync(new URL(path, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(path + name, folder), 'utf8')),
  );
  const entries = sources.flatMap((source) =>
    [...source.matchAll(/(?:key: |Key\(|createFigure\([^[\]]*)\[\n?((?:\s*\[[^\]]*\],?)+)/g)].flatMap(([, list]) =>
      [...list.matchAll(/\[\s*'([a-z -]+)'/g)].map(([, name]) => name),
    ),
  );
  expect(entries.length).toBeGreaterThan(20);
  expect(entries.filter((name) => !SWATCH_NAMES.includes(name))).toEqual([]);
});

describe('a path', () => {
  const sine = Array.from({ length: 400 }, (_, k) => [k, 50 + 40 * Math.sin(k / 30)] as const);
  const path = `M${sine.map(([x, y]) => `${x},${y}`).join('L')}`;

  it('loses points, but is nowhere seen to move', () => {
    const kept = simplifyPath(path)
      .slice(1)
      .split('L')
      .map((point) => point.split(',').map(Number));
    expect(kept.length).toBeLessThan(120);
    for (const [x, y] of sine) {
      const right = Math.max(
        1,
        kept.findIndex(([at]) => at >= x),
      );
      const [[ax, ay], [bx, by]] = [kept[right - 1], kept[right]];
      expect(Math.abs(ay + ((by - ay) * (x - ax)) / (bx - ax) - y)).toBeLessThan(0.15);
    }
  });

  it('keeps its corners, its parts and their ends', () => {
    expect(simplifyPath('M0,0L1,0L2,0L2,1L2,2ZM5,5L6,6L7,7')).toBe('M0,0L2,0L2,2ZM5,5L7,7');
    expect(simplifyPath('M0.123456,1e-7L1,1')).toBe('M0.12,0L1,1');
  });

  it('with curves is left alone', () => {
    const circle = 'M3,0A3,3,0,1,1,-3,0A3,3,0,1,1,3,0';
    expect(simplifyPath(circle)).toBe(circle);
  });
});
