import type { BytePath } from '../../model/path.ts';

/** Volumes of an archive that have a head of their own: one that is there, and the names of those that are not. */
export type Volumes = { readonly known: BytePath; readonly gaps: readonly BytePath[] };

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

/** Returns the archives of which volumes are missing (zip -s, RAR); `lastOf` is the number of volumes that the end of a zip has. */
export function brokenVolumesIn(
  names: ReadonlySet<string>,
  lastOf: (end: BytePath) => number | undefined,
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
      return gaps.length === 0 || known === undefined ? [] : [{ known, gaps }];
    });
  });
}
