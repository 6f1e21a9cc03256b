import { CONTAINERS } from './containers.ts';
import { DATA } from './data.ts';
import type { Structure } from './kit/structure.ts';
import { MEDIA } from './media.ts';

/**
 * Every format; where two recognise a head, the first counts, so those with weak signs come last. To add one: its file,
 * its line in one of the three lists, its test.
 */
export const STRUCTURES: readonly Structure[] = [...CONTAINERS, ...MEDIA, ...DATA];

const BY_EXTENSION = new Map<string, Structure[]>();
for (const structure of STRUCTURES) {
  for (const extension of structure.extensions) {
    BY_EXTENSION.set(extension, [...(BY_EXTENSION.get(extension) ?? []), structure]);
  }
}

const BY_FIRST_BYTE: readonly (readonly Structure[])[] = Array.from({ length: 256 }, (_, byte) => {
  const first = String.fromCharCode(byte);
  return STRUCTURES.filter(({ starts }) => starts === undefined || starts.includes(first));
});

/**
 * Returns the first format that recognises a head, or undefined; only formats that may start with its first byte are
 * tried.
 */
export function formatOf(head: Uint8Array): Structure | undefined {
  return BY_FIRST_BYTE[head[0] ?? 0]?.find((each) => each.recognises(head));
}

/** Returns the formats of which a file with this extension must be one; none where the extension demands nothing. */
export function formatsOf(extension: string): readonly Structure[] {
  return BY_EXTENSION.get(extension) ?? [];
}
