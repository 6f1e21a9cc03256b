import { CONTAINERS } from './containers.ts';
import { DATA } from './data.ts';
import { MEDIA } from './media.ts';
import type { Structure } from './structure.ts';

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

/** The formats that a file of an extension must be of; none where the extension demands nothing. */
export function formatsOf(extension: string): readonly Structure[] {
  return BY_EXTENSION.get(extension) ?? [];
}
