import { LEVELS } from './stripCells';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of the strip as pixels without opacity, 0x00BBGGRR: what ImageData holds on every machine VS Code runs on. */
export interface StripColours {
  /** By level; 0 is not used. */
  ramp: Uint32Array;
  hatch: number;
  unknown: number;
}

/** The theme's colours that the strip is made of. */
export interface StripInks {
  background: Rgb;
  foreground: Rgb;
  /** Hue of too much density: that of the aggregate posterior. */
  aggregate: Rgb;
  /** Hue of too little: that of a hole. */
  hole: Rgb;
  muted: Rgb;
}

/** Lightness of the ramp's ends and middle, on the way from background to foreground: more density, more ink. */
const INK = { thin: 0.22, even: 0.5, thick: 0.8 };

/** The hatch has the hue of other charts' holes, moved this far to the foreground: lightness sets it off as well. */
const HATCH_INK = 0.3;

/**
 * Hues part at q = p, and lightness runs one way over the whole ramp: without colour, or for those who see fewer, what
 * is nearer to the foreground is what q has too much of.
 */
export function stripColours({ background, foreground, aggregate, hole, muted }: StripInks): StripColours {
  const from = toOklab(background)[0];
  const span = toOklab(foreground)[0] - from;
  const ramp = new Uint32Array(LEVELS + 1);
  for (let level = 1; level <= LEVELS; level++) {
    const at = (2 * (level - 1)) / (LEVELS - 1) - 1;
    const end = at < 0 ? INK.thin : INK.thick;
    const lightness = from + span * (INK.even + (end - INK.even) * Math.abs(at));
    const [, a, b] = toOklab(at < 0 ? hole : aggregate);
    // A small deviation is seen as well.
    ramp[level] = pixel(withinGamut(lightness, a, b, Math.abs(at) ** 0.7));
  }
  return { ramp, hatch: pixel(mixed(hole, foreground, HATCH_INK)), unknown: pixel(muted) };
}

/** Lightness is kept, colour is given up where sRGB has none that strong. */
function withinGamut(lightness: number, a: number, b: number, strength: number): Rgb {
  for (let share = strength; ; share -= 0.05) {
    const rgb = fromOklab(lightness, Math.max(0, share) * a, Math.max(0, share) * b);
    if (share <= 0 || rgb.every((value) => value > -0.5 && value < 255.5)) return rgb;
  }
}

function mixed(a: Rgb, b: Rgb, share: number): Rgb {
  const [red, green, blue] = a.map((value, k) => value + share * (b[k] - value));
  return [red, green, blue];
}

function pixel(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => Math.max(0, Math.min(255, Math.round(value))));
  return (blue << 16) | (green << 8) | red;
}

/** sRGB to OKLab (Ottosson 2020): lightness 0 to 1, green to red, blue to yellow. */
export function toOklab(rgb: Rgb): [lightness: number, a: number, b: number] {
  const [r, g, b] = rgb.map((value) => {
    const x = value / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (x: number) => 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
