import { CONTAINERS } from './containers.ts';
import { DATA } from './data.ts';
import type { Structure } from './kit/structure.ts';
import { MEDIA } from './media.ts';

/**
 * Every format; of two that recognise a head the first counts, so what is known by weak signs comes last. To add one: its
 * file, its line in one of the three lists, its test.
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

/** The first format that recognises a head, or undefined; only those that may start with its first byte are asked. */
export function formatOf(head: Uint8Array): Structure | undefined {
  return BY_FIRST_BYTE[head[0] ?? 0]?.find((each) => each.recognises(head));
}

/** The formats that a file of an extension must be of; none where the extension demands nothing. */
export function formatsOf(extension: string): readonly Structure[] {
  return BY_EXTENSION.get(extension) ?? [];
}
