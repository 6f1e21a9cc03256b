import { BadValue } from './bad-value.ts';

const POWERS = ['', 'k', 'm', 'g', 't', 'p'];
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Parses a whole number of at most 12 digits. Throws a BadValue. */
export function parseCount(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new BadValue('a whole number');
  return Number(value);
}

/** Parses a whole number of at least 1, of at most 12 digits. Throws a BadValue. */
export function parsePositive(value: string): number {
  if (!/^0*[1-9]\d{0,11}$/.test(value)) throw new BadValue('a whole number, at least 1');
  return Number(value);
}

/** Parses a size such as `500`, `10M` (10,000,000) or `10MiB` (10,485,760) to bytes. Throws a BadValue. */
export function parseSize(value: string): number {
  const [, digits = '', prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?$/i.exec(value) ?? [];
  const bytes = Number(digits) * (binary === 'i' ? 1024 : 1000) ** POWERS.indexOf(prefix.toLowerCase());
  if (digits === '' || (binary === 'i' && prefix === '') || !Number.isSafeInteger(Math.round(bytes)))
    throw new BadValue('a size such as 500, 10M, 1.5G or 10MiB');
  return Math.round(bytes);
}

/** Parses a duration such as `90s`, `26h` or `1d12h` to milliseconds. Throws a BadValue. */
export function parseDuration(value: string): number {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([smhdw])\s*/gy)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === value;
  const ms = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (SECONDS[unit] ?? 0) * 1000, 0);
  if (!isWhole || !Number.isSafeInteger(Math.round(ms)))
    throw new BadValue('a duration with a unit, such as 90s, 30m, 26h, 7d or 1d12h');
  return Math.round(ms);
}

/** Parses a percentage such as `20%` to a share from 0 to 1. Throws a BadValue. */
export function parsePercent(value: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value) ?? [];
  const percent = Number(digits ?? Number.NaN);
  if (!(percent >= 0 && percent <= 100)) throw new BadValue('a percentage from 0 to 100, such as 20%');
  return percent / 100;
}
