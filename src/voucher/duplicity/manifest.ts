/** A volume as a manifest of duplicity has it: its number, and the SHA-1 of its file as it is stored. */
export type DuplicityVolume = { readonly number: number; readonly line: number; readonly sha1?: string };

/** What a manifest says, each volume once, and which lines do not belong in one. */
export type DuplicityManifest = {
  readonly volumes: readonly DuplicityVolume[];
  readonly problems: readonly {
    readonly line: number;
    readonly reason: string;
    readonly kind: 'damaged' | 'truncated';
  }[];
};

const FIELD = /^ {4}(?:StartingPath|EndingPath) /;
const CHANGE = /^ {4}(?:new|changed|deleted) /;

/**
 * Reads a manifest (duplicity/manifest.py): `Volume N:` with the indented lines StartingPath, EndingPath and
 * `Hash SHA1 HEX`, and since 0.7 `Filelist N` followed by N lines. A backup that was killed and resumed writes the volume at
 * which it stopped once more, and its last entry counts.
 */
export function parseDuplicityManifest(text: string): DuplicityManifest {
  const known = new Map<number, { number: number; line: number; sha1?: string }>();
  const problems: DuplicityManifest['problems'][number][] = [];
  let current: { number: number; line: number; sha1?: string } | undefined;
  let changes: number | undefined;
  const lines = text.split('\n');
  for (const [i, each] of lines.entries()) {
    const line = i + 1;
    const begins = /^Volume ([1-9]\d{0,8}):$/.exec(each)?.[1];
    const hash = /^ {4}Hash (\S+) ([0-9a-f]+)$/.exec(each);
    const files = /^Filelist (\d{1,15})$/.exec(each)?.[1];
    if (begins !== undefined) {
      current = { number: Number(begins), line };
      if (current.number > known.size + 1)
        problems.push({
          line,
          reason: `volume ${current.number} stands at place ${known.size + 1}`,
          kind: 'damaged',
        });
      known.set(current.number, current);
    } else if (hash !== null && current !== undefined) {
      const [, algorithm, hex = ''] = hash;
      if (algorithm === 'SHA1' && hex.length === 40) current.sha1 = hex;
      else if (algorithm === 'SHA1') problems.push({ line, reason: 'no SHA-1', kind: 'damaged' });
    } else if (files !== undefined) changes = Number(files);
    else if (changes !== undefined && CHANGE.test(each)) changes -= 1;
    else if (each !== '' && !FIELD.test(each) && !/^(?:Hostname|Localdir) /.test(each))
      problems.push({ line, reason: 'no line of a manifest', kind: 'damaged' });
  }
  const volumes: DuplicityVolume[] = [...known.values()];
  for (const { number, line, sha1 } of volumes)
    if (sha1 === undefined) problems.push({ line, reason: `no hash of volume ${number}`, kind: 'truncated' });
  if (changes !== undefined && changes > 0)
    problems.push({
      line: lines.length,
      reason: `${changes} lines of the list of files are not there`,
      kind: 'truncated',
    });
  if (volumes.length === 0) problems.push({ line: 0, reason: 'it names no volume', kind: 'truncated' });
  return { volumes, problems };
}
