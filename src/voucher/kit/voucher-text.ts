import { decodeText } from '../../manifest/spelling/decode-text.ts';
import { headOfCandidate } from './read-voucher-file.ts';
import type { Candidate } from './voucher.ts';

/**
 * The text of a list as a byte string, one char per byte of UTF-8, whatever encoding it was written in; its lines end in LF
 * alone, also where a copy in text mode made CR CR LF of CR LF.
 */
export function textOf(bytes: Buffer): string {
  return decodeText(bytes).content.toString('latin1').replaceAll(/\r+\n/g, '\n');
}

/** The text in the first 4096 bytes of a file that may vouch. */
export function headText(candidate: Candidate): string {
  return textOf(headOfCandidate(candidate));
}
