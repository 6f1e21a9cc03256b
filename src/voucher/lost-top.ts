import type { BytePath } from '../model/path.ts';

/** A store that is not known for one, because one thing is not there without which its tool does not open it. */
export type LostTop = {
  readonly format: string;
  readonly lost: BytePath;
  /** Something that says what it is. */
  readonly known: BytePath;
  readonly severity: 'error' | 'warning';
};

type Part = { readonly name: BytePath; readonly is?: RegExp; readonly severity?: 'warning' };

/** What no top of a store lacks, and what says that it is one; directories end with a slash. */
const TOPS: readonly {
  readonly format: string;
  readonly parts: readonly Part[];
  /** Returns a name that only such a store has. */
  readonly mark: (names: ReadonlySet<string>) => BytePath | undefined;
}[] = [
  {
    format: 'git',
    // Programs that drop empty directories lose this one, and making it mends the repository.
    parts: [{ name: 'HEAD' }, { name: 'objects/' }, { name: 'refs/', severity: 'warning' }],
    mark: (names) =>
      names.has('config')
        ? ['packed-refs', 'hooks/', 'description'].find((name) => names.has(name))
        : undefined,
  },
  {
    format: 'restic',
    parts: [{ name: 'config' }, { name: 'data/' }, { name: 'index/' }, { name: 'keys/' }],
    mark: (names) =>
      [...names].every((name) => RESTIC.has(name)) ? among(names, /^snapshots\/$/) : undefined,
  },
  {
    format: 'borg',
    parts: [{ name: 'data/' }],
    mark: (names) =>
      names.has('README') && names.has('config') && among(names, /^hints\.\d+$/) !== undefined
        ? among(names, /^index\.\d+$/)
        : undefined,
  },
  {
    format: 'leveldb',
    parts: [{ name: 'CURRENT' }, { name: 'MANIFEST', is: /^MANIFEST-\d+$/ }],
    mark: (names) => among(names, /^\d{6,}\.(?:ldb|sst)$/),
  },
  {
    format: 'redis',
    parts: [{ name: 'appendonly.aof.manifest', is: /\.manifest$/ }],
    mark: (names) => among(names, /\.aof\.\d+\.(?:base\.(?:rdb|aof)|incr\.aof)$/),
  },
];
const RESTIC = new Set(['config', 'data/', 'index/', 'keys/', 'locks/', 'snapshots/']);

/** Returns the store whose top names are, but for one thing. */
export function lostTopOf(names: ReadonlySet<string>): LostTop | undefined {
  for (const { format, parts, mark } of TOPS) {
    const known = mark(names);
    if (known === undefined) continue;
    const lost = parts.filter(({ name, is }) =>
      is === undefined ? !names.has(name) : among(names, is) === undefined,
    );
    const [only] = lost;
    if (only !== undefined && lost.length === 1)
      return { format, lost: only.name.replace(/\/$/, ''), known, severity: only.severity ?? 'error' };
  }
  return undefined;
}

function among(names: ReadonlySet<string>, pattern: RegExp): BytePath | undefined {
  return [...names].find((name) => pattern.test(name));
}
