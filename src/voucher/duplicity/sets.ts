import type { BytePath } from '../../model/path.ts';

/** The files of one backup in a directory of duplicity, by their names. */
export type DuplicitySet = {
  /** `full.TIME` or `inc.TIME.to.TIME`. */
  readonly name: string;
  /** Where it begins, for an incremental one, and where it ends. */
  readonly from?: string;
  readonly to: string;
  readonly manifest?: BytePath;
  readonly isEncrypted: boolean;
  readonly volumes: ReadonlyMap<number, BytePath>;
  readonly signatures?: BytePath;
};

const TIME = String.raw`\d{8}T\d{6}(?:Z|[+-]\d{4})`;
const SET = `((full)\\.(${TIME})|inc\\.(${TIME})\\.to\\.(${TIME}))`;
const PACKED = String.raw`(?:\.(gz|gpg|bz2|lz|z))?`;
const MANIFEST = new RegExp(`duplicity-${SET}\\.manifest${PACKED}$`);
const VOLUME = new RegExp(`duplicity-${SET}\\.vol([1-9]\\d{0,8})\\.difftar${PACKED}$`);
const SIGNATURES = new RegExp(
  `duplicity-(?:full-signatures\\.(${TIME})|new-signatures\\.(${TIME}\\.to\\.${TIME}))\\.sigtar${PACKED}$`,
);

/** Whether a name is of a manifest, plain or not; it may have a prefix (`--file-prefix`). */
export function isDuplicityManifest(name: BytePath): boolean {
  return MANIFEST.test(name);
}

/** Puts the names of a directory together by the backup that they are of (duplicity(1), "Format of files"). */
export function duplicitySets(names: Iterable<BytePath>): DuplicitySet[] {
  const sets = new Map<string, Growing>();
  const setOf = (match: RegExpExecArray): Growing => {
    const [, name = '', , at, from, to = ''] = match;
    const known = sets.get(name);
    if (known !== undefined) return known;
    const made: Growing = {
      name,
      to: at ?? to,
      isEncrypted: false,
      volumes: new Map(),
      ...(from === undefined ? {} : { from }),
    };
    sets.set(name, made);
    return made;
  };
  const signatures = new Map<string, BytePath>();
  for (const name of names) {
    const manifest = MANIFEST.exec(name);
    const volume = VOLUME.exec(name);
    const [, full, increment] = SIGNATURES.exec(name) ?? [];
    if (manifest !== null) {
      const set = setOf(manifest);
      set.manifest = name;
      set.isEncrypted = manifest[6] === 'gpg';
    } else if (volume !== null) setOf(volume).volumes.set(Number(volume[6]), name);
    else if (full !== undefined) signatures.set(`full.${full}`, name);
    else if (increment !== undefined) signatures.set(`inc.${increment}`, name);
  }
  return [...sets.values()].map((set) => {
    const own = signatures.get(set.name);
    return own === undefined ? set : { ...set, signatures: own };
  });
}

type Growing = {
  readonly name: string;
  readonly from?: string;
  readonly to: string;
  manifest?: BytePath;
  isEncrypted: boolean;
  readonly volumes: Map<number, BytePath>;
};
