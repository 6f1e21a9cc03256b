import type { CodeRow } from './code-row.ts';
import { CONTENT_CODES } from './content-codes.ts';
import { DIRECTORY_CODES } from './directory-codes.ts';
import { INTEGRITY_CODES } from './integrity-codes.ts';
import { MANIFEST_CODES } from './manifest-codes.ts';

const TABLE = { ...INTEGRITY_CODES, ...CONTENT_CODES, ...DIRECTORY_CODES, ...MANIFEST_CODES } as const;

/** The name of a finding; see `FINDING_CODES`. */
export type FindingCode = keyof typeof TABLE;

/**
 * Every finding there is, by its code, in one table of four parts: a new code is one row in one of them. Whatever the
 * program decides by the code alone is a column here, and no other list of codes is kept.
 */
export const FINDING_CODES: Readonly<Record<FindingCode, CodeRow<FindingCode>>> = TABLE;

/** Returns true where the text is the name of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_CODES, text);
}

/** Every code in the order of the table. */
export const ALL_CODES: readonly FindingCode[] = Object.keys(FINDING_CODES).filter(isFindingCode);

/** Returns true where a finding of this code is about a manifest or its absence. */
export function isAboutManifest(code: FindingCode): boolean {
  return FINDING_CODES[code].subject === 'manifest';
}

/** Returns true where a finding of this code is about a directory or the whole run, not about one path in it. */
export function isAboutDirectory(code: FindingCode): boolean {
  return FINDING_CODES[code].subject === 'directory';
}
