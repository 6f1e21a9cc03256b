import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A range has at most 2 MiB of lines; what became of it is smaller but where nearly nothing held. */
const MOST_BYTES = 1 << 28;

/** Packs a value as text for Redis. */
export function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 1 }).toString('base64');
}

/** Reverses `pack`; returns undefined for what is not of it, or too long. */
export function unpack(packed: unknown): unknown {
  if (typeof packed !== 'string') return undefined;
  try {
    const bytes = inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES });
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
