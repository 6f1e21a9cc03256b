import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from '../../structure/kit/chunked-reader.ts';
import { createInflater } from '../../structure/kit/inflating.ts';
import { brokenName, canHash, hashOf } from '../../structure/kit/named-by-digest.ts';
import { broken, cut, PROVEN, UNKNOWN, verdictsOf } from '../../structure/kit/verdicts.ts';
import { gitTrailerOf } from '../../structure/program/git-trailer.ts';
import { annexKeyOf } from '../git-annex/git-annex.ts';
import { checkedBy, namedBy, OPAQUE } from '../kit/handling.ts';
import type { Handling } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';

const LOOSE = /^objects\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})$/;
const LFS = /^lfs\/objects\/([0-9a-f]{2})\/([0-9a-f]{2})\/(\1\2[0-9a-f]{60})$/;
const ANNEX = /^annex\/objects\/(?:[^/]+\/){2}([^/]+)\/\1$/;
/** What ends in a digest of all before. That is held whatever it begins with: a first byte that rotted must not hide it. */
const TRAILED =
  /^objects\/(?:pack\/(?!tmp_)(?:.*\.(?:pack|idx|rev|bitmap)|multi-pack-index)|info\/(?:commit-graph|commit-graphs\/.*\.graph))$/;
const NAMED = /-([0-9a-f]{40}|[0-9a-f]{64})\.[a-z]+$/;
/** How files begin, by the ends of their names; an index of version 1 begins with a count. */
const BEGINNINGS: readonly (readonly [name: RegExp, begins: RegExp])[] = [
  [/\.pack$/, /^5041434b/],
  [/\.idx$/, /^(?:ff744f63|00)/],
  [/\.rev$/, /^52494458/],
  [/\.bitmap$/, /^4249544d/],
  [/multi-pack-index$/, /^4d494458/],
  [/commit-graph$|\.graph$/, /^43475048/],
];
/** Without a check of its own here. */
const BINARY = /^(?:objects\/pack\/(?:tmp_|.*\.(?:mtimes|bloom|midx)$)|reftable\/|bupindex)/;

/**
 * A git directory, bare or not (gitrepository-layout, gitformat-loose): loose objects are named by the digest of what
 * they inflate to; packs and their indexes end in a digest. With it the stores of git LFS and git-annex inside, and
 * the repository of bup, which is a git repository.
 */
export const git: Voucher = {
  name: 'git',
  about:
    'git, git LFS and bup: objects match their name, packs their trailer; objects that refs name are there',
  layouts: [
    {
      vouches: true,
      anchors: ['objects/'],
      isTop: (names) => names.has('HEAD') && names.has('objects/') && names.has('refs/'),
      handle(path, subject) {
        const [, first, rest] = LOOSE.exec(path) ?? [];
        if (first !== undefined && rest !== undefined) return looseObject(first + rest);
        const oid = LFS.exec(path)?.[3];
        if (oid !== undefined) return namedBy('sha256', oid);
        const key = ANNEX.exec(path)?.[1];
        if (key !== undefined) return annexKeyOf(key, subject.size);
        if (TRAILED.test(path))
          return checkedBy(() => gitTrailerOf({ ...algorithmOf(path), ...beginningOf(path) }));
        return BINARY.test(path) ? OPAQUE : undefined;
      },
    },
  ],
  list: {
    find: (names) => (names.has('HEAD') && names.has('objects/') && names.has('refs/') ? ['HEAD'] : []),
    open: async (candidate) => (await import('./list.ts')).openGit(candidate),
  },
};

/** A pack and what belongs to it are named by a digest of the kind that they end in. */
function algorithmOf(path: BytePath): { readonly algorithm?: 'sha1' | 'sha256' } {
  const digits = NAMED.exec(path)?.[1]?.length;
  return digits === undefined ? {} : { algorithm: digits === 40 ? 'sha1' : 'sha256' };
}

function beginningOf(path: BytePath): { readonly begins?: RegExp } {
  const begins = BEGINNINGS.find(([name]) => name.test(path))?.[1];
  return begins === undefined ? {} : { begins };
}

/** What a loose object inflates to decides on all of it, so that the stream is not inflated twice. */
function looseObject(hex: string): Handling {
  return {
    is: 'check',
    begin: () => gitObject(hex),
    decides: canHash(hex.length === 40 ? 'sha1' : 'sha256'),
  };
}

/** A loose object of git: a zlib stream of which the content has the digest of its name, sha1 or sha256 in hex. */
function gitObject(hex: string): Probe<StructureVerdict> {
  return chunkedProbe((source) => walk(source, hex));
}

function* walk(source: Source, hex: string): Step<StructureVerdict> {
  const algorithm = hex.length === 40 ? 'sha1' : 'sha256';
  const hash = hashOf(algorithm);
  const inflater = createInflater('zlib');
  const inflated = yield* inflater.inflate(source, (bytes) => void hash?.update(bytes));
  inflater.close();
  if (inflated.is === 'broken') return verdictsOf('zlib').broken(inflated.detail);
  if (inflated.is === 'cut') return cut(`ends at ${source.offset} inside compressed data`);
  if (inflated.is === 'unknown' || hash === undefined) return UNKNOWN;
  const found = hash.digest('hex');
  if (found !== hex) return brokenName(algorithm, hex, found);
  const { offset } = source;
  return (yield* source.peek(1)).length === 0 ? PROVEN : broken(`bytes follow the object, from ${offset} on`);
}
