import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import type { PartsPlace } from './parts.ts';
import { headOf, readTail } from './read-voucher-file.ts';

const SAMPLE = 4096;
/** Fewer different bytes are a fill or a table, which may come twice. */
const LEAST_BYTES = 128;

/** Says which parts of something packed or encrypted begin and end as an earlier one does: no two of them are alike. */
export function doubledParts({ root, directory }: PartsPlace, parts: Iterable<BytePath>): Finding[] {
  const seen = new Map<string, BytePath>();
  const findings: Finding[] = [];
  for (const part of parts) {
    const at = join(directory, part);
    const head = headOf(root, at, SAMPLE);
    if (new Set(head).size < LEAST_BYTES) continue;
    const sample = Buffer.concat([head, readTail(root, at, SAMPLE)]).toString('base64');
    const earlier = seen.get(sample);
    const note = `it has the content of ${toText(earlier ?? '')}, another part`;
    if (earlier === undefined) seen.set(sample, part);
    else findings.push(finding('broken-structure', at, { note }));
  }
  return findings;
}
