import type { BytePath } from '../../model/path.ts';
import { gitTrailerOf } from '../../structure/program/git-trailer.ts';
import { annexKeyOf } from '../git-annex/key.ts';
import { held, namedBy, OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { gitObject } from './object.ts';

const LOOSE = /^objects\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})$/;
const LFS = /^lfs\/objects\/([0-9a-f]{2})\/([0-9a-f]{2})\/(\1\2[0-9a-f]{60})$/;
const ANNEX = /^annex\/objects\/(?:[^/]+\/){2}([^/]+)\/\1$/;
/** What ends in a digest of all before. That is held whatever it begins with: a first byte that rotted must not hide it. */
const TRAILED =
  /^objects\/(?:pack\/(?!tmp_)(?:.*\.(?:pack|idx|rev|bitmap)|multi-pack-index)|info\/(?:commit-graph|commit-graphs\/.*\.graph))$/;
const NAMED = /-([0-9a-f]{40}|[0-9a-f]{64})\.[a-z]+$/;
/** Without a check of its own here. */
const BINARY = /^(?:objects\/pack\/(?:tmp_|.*\.(?:mtimes|bloom|midx)$)|reftable\/|bupindex)/;

/**
 * A git directory, bare or not (gitrepository-layout, gitformat-loose): loose objects are named by the digest of what
 * they inflate to; packs and their indexes end in a digest. With it the stores of git LFS and git-annex inside, and
 * the repository of bup, which is a git repository.
 */
export const git: Store = {
  name: 'git',
  vouches: true,
  about: 'git, git LFS and bup: loose objects and LFS files hold by their name, packs by their trailer',
  isTop: (names) => names.has('HEAD') && names.has('objects/') && names.has('refs/'),
  handle(path, subject) {
    const [, first, rest] = LOOSE.exec(path) ?? [];
    if (first !== undefined && rest !== undefined) return held(() => gitObject(first + rest));
    const oid = LFS.exec(path)?.[3];
    if (oid !== undefined) return namedBy('sha256', oid);
    const key = ANNEX.exec(path)?.[1];
    if (key !== undefined) return annexKeyOf(key, subject.size);
    if (TRAILED.test(path)) return held(() => gitTrailerOf(algorithmOf(path)));
    return BINARY.test(path) ? OPAQUE : undefined;
  },
};

/** A pack and what belongs to it are named by a digest of the kind that they end in. */
function algorithmOf(path: BytePath): { readonly algorithm?: 'sha1' | 'sha256' } {
  const digits = NAMED.exec(path)?.[1]?.length;
  return digits === undefined ? {} : { algorithm: digits === 40 ? 'sha1' : 'sha256' };
}
