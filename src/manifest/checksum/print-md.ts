import { algorithmTagged } from '../../hash/algorithms.ts';
import type { BytePath } from '../../model/path.ts';
import type { Candidates } from './digest.ts';
import type { ChecksumLine } from './line.ts';
import type { ListLine } from './text.ts';

/** A digest of `gpg --print-md`, and the line on which it begins. */
export type PrintedDigest = { readonly line: ListLine; readonly parsed: ChecksumLine };

type Draft = { line: ListLine; readonly name: BytePath; readonly tag: string; digits: string };

const GROUPS = '[0-9A-F]{2,8}(?: {1,2}[0-9A-F]{2,8})+';
const FIRST = new RegExp(`^(?:(.+):(?: +([A-Z0-9]+) =)? +)?(${GROUPS})[ \\r]*$`);
const NAME_ALONE = /^(\S.*):[ \r]*$/;
const NEXT = new RegExp(`^( *)(${GROUPS}|[0-9A-F]{2,8})[ \\r]*$`);
const UNREADABLE: ChecksumLine = { kind: 'malformed', reason: 'not a line of gpg --print-md' };

/**
 * Reads what `gpg --print-md` and `--print-mds` write: a name, then the digest as groups of upper-case hex digits that
 * go on in the next lines; `usual` is how many digits a digest has by the name of the list. Returns undefined where the first digest is not in that form.
 */
export function readPrintedDigests(
  lines: Iterable<ListLine>,
  candidates: Candidates,
  usual: number | undefined,
): readonly PrintedDigest[] | undefined {
  const drafts: Draft[] = [];
  const others: PrintedDigest[] = [];
  for (const line of lines) {
    const before = drafts.at(-1);
    if (before !== undefined && !line.ended) before.line = { ...before.line, ended: false };
    if (line.text.trim() === '' || continues(before, line.text)) continue;
    const draft = begin(line);
    if (draft !== undefined) drafts.push(draft);
    else if (drafts.length === 0) return undefined;
    else others.push({ line, parsed: UNREADABLE });
  }
  const read = drafts.map((draft) => ({ line: draft.line, parsed: parse(draft, candidates, usual) }));
  return read[0] === undefined || read[0].parsed.kind === 'malformed' ? undefined : [...read, ...others];
}

function continues(draft: Draft | undefined, text: string): boolean {
  const [, indent = '', groups = ''] = NEXT.exec(text) ?? [];
  if (draft === undefined || groups === '' || (indent === '' && draft.digits !== '')) return false;
  draft.digits += groups.replaceAll(' ', '');
  return true;
}

function begin(line: ListLine): Draft | undefined {
  const [, name = '', tag = '', groups = ''] = FIRST.exec(line.text) ?? [];
  if (groups !== '') return { line, name, tag, digits: groups.replaceAll(' ', '') };
  const alone = NAME_ALONE.exec(line.text)?.[1];
  return alone === undefined ? undefined : { line, name: alone, tag: '', digits: '' };
}

function parse(
  { name, tag, digits }: Draft,
  candidates: Candidates,
  usual: number | undefined,
): ChecksumLine {
  const algorithm = algorithmTagged(tag);
  if (tag !== '' && algorithm === undefined) return { kind: 'malformed', reason: `unknown algorithm ${tag}` };
  const isWhole = (algorithm?.hexLength ?? usual ?? digits.length) === digits.length;
  const algorithms = algorithm === undefined ? candidates(digits.length) : [algorithm.name];
  if (!isWhole || algorithms.length === 0)
    return { kind: 'malformed', reason: `no digest has ${digits.length} hex digits` };
  const hex = digits.toLowerCase();
  if (name === '') return { kind: 'bare', hex, algorithms };
  return { kind: 'entry', form: 'tagged', name, hex, algorithms, escaped: true };
}
