import { createProblems } from '../../manifest/checksum/problems.ts';
import type { Finding } from '../../model/finding.ts';
import type { BytePath } from '../../model/path.ts';
import { findingsOf } from '../kit/entry-collector.ts';

/** The octets and the number of files of a payload, exact. */
export type Oxum = { readonly octets: bigint; readonly files: bigint };

const FIELD = /^([^:]*):(.*)$/;
const OXUM = /^(\d{1,30})\.(\d{1,30})$/;

/**
 * The values of `Payload-Oxum` in the text of `bag-info.txt` at a path (RFC 8493, section 2.2.2), each once; values that are
 * none are findings.
 */
export function readOxums(
  path: BytePath,
  text: string,
): { readonly oxums: readonly Oxum[]; readonly findings: readonly Finding[] } {
  const problems = createProblems();
  const oxums = new Map<string, Oxum>();
  for (const { label, value, line } of fieldsOf(text)) {
    if (label.toLowerCase() !== 'payload-oxum') continue;
    const [, octets, files] = OXUM.exec(value) ?? [];
    if (octets === undefined || files === undefined)
      problems.add(
        'damaged',
        line,
        'its Payload-Oxum is not a number of octets, a point and a number of files',
      );
    else oxums.set(value, { octets: BigInt(octets), files: BigInt(files) });
  }
  return { oxums: [...oxums.values()], findings: findingsOf(path, problems) };
}

/** The fields of a tag file: a label, a colon and a value, which goes on in lines that begin with a blank. */
function fieldsOf(text: string): { label: string; value: string; line: number }[] {
  const fields: { label: string; value: string; line: number }[] = [];
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    const [, label, value] = FIELD.exec(line) ?? [];
    if (label !== undefined && value !== undefined)
      fields.push({ label: label.trim(), value: value.trim(), line: i + 1 });
  }
  return fields;
}
