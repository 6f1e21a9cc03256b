import { InvalidArgumentError } from 'commander';

const POWERS = ['', 'k', 'm', 'g', 't', 'p'];
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Parses a whole number of at most 12 digits. Throws an InvalidArgumentError. */
export function parseCount(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('Must be a whole number.');
  return Number(value);
}

/** Parses a whole number of at least 1, of at most 12 digits. Throws an InvalidArgumentError. */
export function parsePositive(value: string): number {
  if (!/^0*[1-9]\d{0,11}$/.test(value)) throw new InvalidArgumentError('Must be a whole number, at least 1.');
  return Number(value);
}

/** Parses a size such as `500`, `10M` (10,000,000) or `10MiB` (10,485,760) to bytes. Throws an InvalidArgumentError. */
export function parseSize(value: string): number {
  const [, digits = '', prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?$/i.exec(value) ?? [];
  const bytes = Number(digits) * (binary === 'i' ? 1024 : 1000) ** POWERS.indexOf(prefix.toLowerCase());
  if (digits === '' || (binary === 'i' && prefix === '') || !Number.isSafeInteger(Math.round(bytes)))
    throw new InvalidArgumentError('Must be a size such as 500, 10M, 1.5G or 10MiB.');
  return Math.round(bytes);
}

/** Parses a duration such as `90s`, `26h` or `1d12h` to milliseconds. Throws an InvalidArgumentError. */
export function parseDuration(value: string): number {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([smhdw])\s*/gy)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === value;
  const ms = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (SECONDS[unit] ?? 0) * 1000, 0);
  if (!isWhole || !Number.isSafeInteger(Math.round(ms)))
    throw new InvalidArgumentError('Must be a duration with a unit, such as 90s, 30m, 26h, 7d or 1d12h.');
  return Math.round(ms);
}

/** Parses a percentage such as `20%` to a share from 0 to 1. Throws an InvalidArgumentError. */
export function parsePercent(value: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value) ?? [];
  const percent = Number(digits ?? Number.NaN);
  if (!(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('Must be a percentage from 0 to 100, such as 20%.');
  return percent / 100;
}
