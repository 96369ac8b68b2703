// Dumps like those of a trained VAE, N x D: mu.npy and logvar.npy (float32) in a folder per size, written once.

import { closeSync, fsyncSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const POOL_BITS = 20;
const BLOCK = 1 << 20;
/** A change of the data needs another one: files of the right size are reused. */
const SEED = 1;

/** Bits that look random, from a counter (the finalizer of MurmurHash3). */
function hash(counter) {
  let h = counter | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Millions of normals are drawn from one pool of 2^20 (Box-Muller), indexed by a hash of the element's number: a few
 * nanoseconds each, and the same on every machine. A dimension then repeats values, which no timing notices.
 */
let pool;
function normals() {
  if (pool) return pool;
  pool = new Float32Array(1 << POOL_BITS);
  for (let i = 0; i < pool.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(((hash(i + 1) >>> 0) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * (hash(i + 2) >>> 0)) / 2 ** 32;
    pool[i] = radius * Math.cos(angle);
    pool[i + 1] = radius * Math.sin(angle);
  }
  return pool;
}

/** Every tenth dimension is collapsed. gamma_j goes up and down between 0.1 and 1.2 over the others. */
const isCollapsed = (j) => j % 10 === 9;
const gamma = (j) => 0.1 + 1.1 * ((j * 0.618034) % 1);
const ARRAYS = [
  { name: 'mu.npy', location: () => 0, scale: (j) => (isCollapsed(j) ? 0.01 : gamma(j)) },
  { name: 'logvar.npy', location: (j) => (isCollapsed(j) ? 0 : -1.5), scale: (j) => (isCollapsed(j) ? 0.01 : 0.8) },
];

/** The header of version 1.0: magic, version, length of the rest, and a dict padded to a multiple of 64 bytes. */
function npyHeader(n, d) {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${n}, ${d}), }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${`${dict.padEnd(length - 11)}\n`}`, 'latin1');
  header.writeUInt16LE(length - 10, 8);
  return header;
}

function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function writeArray(path, n, d, { location, scale }, key) {
  const values = normals();
  const locations = Float64Array.from({ length: d }, (_, j) => location(j));
  const scales = Float64Array.from({ length: d }, (_, j) => scale(j));
  const file = openSync(path, 'w');
  try {
    writeAll(file, npyHeader(n, d));
    const block = new Float32Array(Math.min(BLOCK, n * d));
    let j = 0;
    for (let start = 0; start < n * d; start += block.length) {
      const length = Math.min(block.length, n * d - start);
      for (let i = 0; i < length; i++) {
        const normal = values[hash((start + i) ^ key) >>> (32 - POOL_BITS)];
        block[i] = locations[j] + scales[j] * normal;
        if (++j === d) j = 0;
      }
      writeAll(file, new Uint8Array(block.buffer, 0, 4 * length));
    }
    // Or the disk would still be writing while the first processes are measured.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The folder of the dump, written unless both files are there in their full size. */
export function dumpFolder(cache, n, d) {
  const folder = join(cache, `${n}x${d}-seed${SEED}`);
  mkdirSync(folder, { recursive: true });
  const bytes = npyHeader(n, d).length + 4 * n * d;
  ARRAYS.forEach((array, index) => {
    const path = join(folder, array.name);
    if (statSync(path, { throwIfNoEntry: false })?.size === bytes) return;
    console.error(`writing ${path}`);
    writeArray(path, n, d, array, hash(2 * SEED + index + 1));
  });
  return folder;
}
