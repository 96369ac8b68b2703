/** Uniform and standard normal draws from a seed: sfc32 (PractRand) and Box-Muller. */
export function normalGenerator(seed: number): { uniform(): number; next(): number } {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const uniform32 = () => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let n = 0; n < 20; n++) uniform32();
  const uniform = () => ((uniform32() >>> 5) * 67108864 + (uniform32() >>> 6)) / 9007199254740992;
  let spare: number | undefined;
  const next = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, next };
}
