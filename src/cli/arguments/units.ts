import { InvalidArgumentError } from 'commander';

const POWERS = ['', 'k', 'm', 'g', 't', 'p'];
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A whole number from 0 on, of 12 digits at most. */
export function parseCount(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(value);
}

/** A whole number from 1 on, of 12 digits at most. */
export function parsePositive(value: string): number {
  if (!/^0*[1-9]\d{0,11}$/.test(value)) throw new InvalidArgumentError('It takes a whole number from 1 on.');
  return Number(value);
}

/** A size such as `500`, `10M` (10,000,000), `10MiB` (10,485,760), in bytes. */
export function parseSize(value: string): number {
  const [, digits = '', prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?$/i.exec(value) ?? [];
  const bytes = Number(digits) * (binary === 'i' ? 1024 : 1000) ** POWERS.indexOf(prefix.toLowerCase());
  if (digits === '' || (binary === 'i' && prefix === '') || !Number.isSafeInteger(Math.round(bytes)))
    throw new InvalidArgumentError('It takes a size, as 500, 10M, 1.5G or 10MiB.');
  return Math.round(bytes);
}

/** A duration such as `90s`, `26h`, `1d12h`, in milliseconds. */
export function parseDuration(value: string): number {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([smhdw])\s*/gy)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === value;
  const ms = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (SECONDS[unit] ?? 0) * 1000, 0);
  if (!isWhole || !Number.isSafeInteger(Math.round(ms)))
    throw new InvalidArgumentError('It takes a duration with its unit, as 90s, 30m, 26h, 7d or 1d12h.');
  return Math.round(ms);
}

/** A share such as `20%`, from 0 to 1. */
export function parsePercent(value: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value) ?? [];
  const percent = Number(digits ?? Number.NaN);
  if (!(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('It takes a percentage from 0 to 100, as 20%.');
  return percent / 100;
}
