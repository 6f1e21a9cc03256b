import type { BytePath } from '../../model/path.ts';

/** Volumes of an archive that have a head of their own: one that is there, the names of those that are not, and short ones. */
export type Volumes = {
  readonly known: BytePath;
  readonly gaps: readonly BytePath[];
  /** They are shorter than the others, and not the last. */
  readonly short: readonly BytePath[];
};

/** A volume may be shorter by this, where a header is not divided. */
const SLACK = 4096;

/** The counter of a volume, the number of the first, and the name of the volume without a counter, where there is one. */
const KINDS: readonly {
  readonly name: RegExp;
  readonly first: number;
  readonly end?: (stem: BytePath) => BytePath;
}[] = [
  {
    name: /^(.*\.z)(\d{2,3})()$/i,
    first: 1,
    end: (stem) => `${stem.slice(0, -1)}${stem.endsWith('Z') ? 'ZIP' : 'zip'}`,
  },
  {
    name: /^(.*\.r)(\d{2})()$/i,
    first: 0,
    end: (stem) => `${stem.slice(0, -1)}${stem.endsWith('R') ? 'RAR' : 'rar'}`,
  },
  { name: /^(.*\.part)(\d{1,5})(\.rar)$/i, first: 1 },
];

/**
 * Returns the archives of which volumes are missing or short (zip -s, RAR); `lastOf` is the number of volumes that the end of a
 * zip has.
 */
export function brokenVolumesIn(
  names: ReadonlySet<string>,
  lastOf: (end: BytePath) => number | undefined,
  sizeOf: (name: BytePath) => number | undefined,
): Volumes[] {
  return KINDS.flatMap(({ name, first, end }) => {
    const sets = new Map<
      string,
      { readonly stem: string; readonly width: number; readonly tail: string; last: number }
    >();
    for (const each of names) {
      const [, stem, counter = '', tail = ''] = name.exec(each) ?? [];
      if (stem === undefined) continue;
      const key = `${stem}\0${tail}`;
      const set = sets.get(key) ?? { stem, width: counter.length, tail, last: 0 };
      set.last = Math.max(set.last, Number(counter));
      sets.set(key, set);
    }
    return [...sets.values()].flatMap(({ stem, width, tail, last }) => {
      const ending = end?.(stem);
      const count = Math.max(last, ending === undefined ? 0 : (lastOf(ending) ?? 0));
      const wanted = Array.from(
        { length: count - first + 1 },
        (_, i) => `${stem}${`${first + i}`.padStart(width, '0')}${tail}`,
      );
      const gaps = [...wanted, ...(ending === undefined ? [] : [ending])].filter((each) => !names.has(each));
      const known = wanted.find((each) => names.has(each));
      if (known === undefined) return [];
      // What ends a zip is its last volume, what ends in a number is the last of the others.
      const isLastNumber = ending === undefined || /r$/i.test(ending);
      const short = shortOf(isLastNumber ? wanted.slice(0, -1) : wanted, sizeOf);
      return gaps.length + short.length === 0 ? [] : [{ known, gaps, short }];
    });
  });
}

/** Returns the volumes that are shorter than the longest, which another one shares. */
function shortOf(volumes: readonly BytePath[], sizeOf: (name: BytePath) => number | undefined): BytePath[] {
  const sizes = volumes.flatMap((name) => {
    const size = sizeOf(name);
    return size === undefined ? [] : [{ name, size }];
  });
  const usual = Math.max(...sizes.map(({ size }) => size));
  if (sizes.filter(({ size }) => size > usual - SLACK).length < 2) return [];
  return sizes.flatMap(({ name, size }) => (size > usual - SLACK ? [] : [name]));
}
