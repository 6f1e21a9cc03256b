/** A volume as a manifest of duplicity has it: its number, and the SHA-1 of its file as it is stored. */
export type DuplicityVolume = { readonly number: number; readonly line: number; readonly sha1?: string };

/** What a manifest says, and which lines are none. */
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
 * `Hash SHA1 HEX`, and since 0.7 `Filelist N` followed by N lines.
 */
export function parseDuplicityManifest(text: string): DuplicityManifest {
  const volumes: DuplicityVolume[] = [];
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
      volumes.push(current);
      if (current.number !== volumes.length)
        problems.push({
          line,
          reason: `volume ${current.number} stands at place ${volumes.length}`,
          kind: 'damaged',
        });
    } else if (hash !== null && current !== undefined) {
      const [, algorithm, hex = ''] = hash;
      if (algorithm === 'SHA1' && hex.length === 40) current.sha1 = hex;
      else if (algorithm === 'SHA1') problems.push({ line, reason: 'no SHA-1', kind: 'damaged' });
    } else if (files !== undefined) changes = Number(files);
    else if (changes !== undefined && CHANGE.test(each)) changes -= 1;
    else if (each !== '' && !FIELD.test(each) && !/^(?:Hostname|Localdir) /.test(each))
      problems.push({ line, reason: 'no line of a manifest', kind: 'damaged' });
  }
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
