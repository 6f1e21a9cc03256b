import { type BytePath, join, nameOf } from '../../model/path.ts';
import { membersOf, namesOf } from '../kit/list-files.ts';
import { readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { MOST_REFS, readPackedRefs } from './packed.ts';

/** A ref and the object it names, in hex. */
export type GitRef = { readonly name: BytePath; readonly hex: string };

/** The refs of a repository; `damaged` are files that hold neither an object nor another ref. */
export type GitRefs = { readonly refs: readonly GitRef[]; readonly damaged: readonly BytePath[] };

const OBJECT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Reads HEAD, those of worktrees, loose refs and `packed-refs` (gitrepository-layout, git-pack-refs); none of a repository with a reftable. */
export async function readGitRefs(root: BytePath, top: BytePath): Promise<GitRefs> {
  // A table of refs has only stand-ins in the old places.
  if (statEntry(root, join(top, 'reftable')) !== undefined) return { refs: [], damaged: [] };
  const refs: GitRef[] = [];
  const damaged: BytePath[] = [];
  const loose = [join(top, 'HEAD'), ...worktreeHeads(root, top)];
  for (const { path, kind } of membersOf(root, join(top, 'refs')))
    if (kind === 'file' && !path.endsWith('.lock') && !nameOf(path).startsWith('.')) loose.push(path);
  for (const path of loose.slice(0, MOST_REFS)) {
    const bytes = await readVoucherFile(root, path);
    const text = typeof bytes === 'string' ? '' : bytes.toString('latin1').trimEnd();
    const hex = OBJECT.exec(text)?.[1];
    if (hex !== undefined) refs.push({ name: path, hex });
    else if (!/^ref:\s*\S/.test(text)) damaged.push(path);
  }
  const packed = readPackedRefs({ root, directory: top });
  const known = new Set(refs.map(({ name }) => name));
  for (const [ref, hex] of packed?.refs ?? [])
    if (!known.has(join(top, ref))) refs.push({ name: join(top, ref), hex });
  return { refs, damaged: packed?.isBad === true ? [...damaged, join(top, 'packed-refs')] : damaged };
}

/** What is checked out in the worktrees of a repository, which keeps that itself (gitrepository-layout). */
function worktreeHeads(root: BytePath, top: BytePath): BytePath[] {
  const worktrees = join(top, 'worktrees');
  if (statEntry(root, worktrees)?.kind !== 'directory') return [];
  return namesOf(root, worktrees).flatMap(({ name, kind }) =>
    kind === 'directory' ? [join(worktrees, `${name}/HEAD`)] : [],
  );
}
