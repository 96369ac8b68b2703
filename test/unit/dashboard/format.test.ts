import { expect, test } from 'vitest';
import {
  fileName,
  formatError,
  formatNumber,
  formatRanges,
  formatShape,
  formatShare,
  formatWithError,
} from '../../../src/dashboard/format';

test('numbers have 3 significant digits, a minus sign and a dash for null', () => {
  expect(formatNumber(9.4871)).toBe('9.49');
  expect(formatNumber(-0.047412)).toBe('\u22120.0474');
  expect(formatNumber(999.4)).toBe('999');
  expect(formatNumber(999.7)).toBe('1,000');
  expect(formatNumber(12345.6)).toBe('12,346');
  expect(formatNumber(0.5)).toBe('0.500');
  expect(formatNumber(0)).toBe('0');
  expect(formatNumber(null)).toBe('–');
});

test('numbers below 0.001 are scientific, without a jump at the limit', () => {
  expect(formatNumber(0.001)).toBe('0.00100');
  expect(formatNumber(0.00099951)).toBe('0.00100');
  expect(formatNumber(0.00042)).toBe('4.20e\u22124');
  expect(formatNumber(-6.54e-24)).toBe('\u22126.54e\u221224');
});

test('errors have 2 significant digits', () => {
  expect(formatError(0.0274)).toBe('0.027');
  expect(formatError(5.2e-7)).toBe('5.2e\u22127');
  expect(formatError(123)).toBe('123');
  expect(formatError(0)).toBe('0');
  expect(formatWithError(1.154, 0.0271)).toBe('1.15 ± 0.027');
  expect(formatWithError(1.154, null)).toBe('1.15');
});

test('an error that is but rounding is left out, any other shown', () => {
  expect(formatWithError(7.494, 4e-15)).toBe('7.49');
  expect(formatWithError(7.494, 0.0049)).toBe('7.49 ± 0.0049');
  expect(formatWithError(-0.0512, 0.0001)).toBe('\u22120.0512 ± 1.0e\u22124');
  expect(formatWithError(4e6, 1e-7)).toBe('4,000,000');
  expect(formatWithError(0, 5e-7)).toBe('0 ± 5.0e\u22127');
  expect(formatWithError(0, 0)).toBe('0');
  expect(formatWithError(null, 0.1)).toBe('–');
});

test('a share is 0 % or 100 % only when it is', () => {
  expect(formatShare(0)).toBe('0\u00a0%');
  expect(formatShare(1)).toBe('100\u00a0%');
  expect(formatShare(0.0002)).toBe('< 0.1\u00a0%');
  expect(formatShare(0.9997)).toBe('> 99.9\u00a0%');
  expect(formatShare(0.1851)).toBe('18.5\u00a0%');
});

test('runs of dimensions are joined', () => {
  expect(formatRanges([0, 1, 2, 3, 7, 9, 10])).toBe('0–3, 7, 9–10');
  expect(formatRanges([])).toBe('');
});

test('shapes and file names', () => {
  expect(formatShape([1797, 8])).toBe('1,797 × 8');
  expect(fileName('/runs/a/mu.npy')).toBe('mu.npy');
  expect(fileName('C:\\runs\\mu.npy')).toBe('mu.npy');
});
