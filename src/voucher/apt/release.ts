import { algorithmTagged } from '../../hash/algorithms.ts';
import { createArmorSkipper } from '../../manifest/checksum/armor.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, unsafeBecause } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';

/** A file that an index names: bytes and the strongest digest that it gives. */
export type ReleaseEntry = { readonly path: BytePath; readonly size: number; readonly digest: Digest };

/** The strongest first; more than one digest of a file proves nothing more. */
const FIELDS = ['sha256', 'sha512', 'sha1', 'md5sum'];

/** The fields of the stanzas of a file of Debian (deb822), names in lower case, a line of many joined by line feeds. */
export function* stanzasOf(text: string): Generator<ReadonlyMap<string, string>, void, undefined> {
  let fields = new Map<string, string>();
  let last = '';
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
    at = end < 0 ? text.length : end + 1;
    if (line.trim() === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      last = '';
    } else if (/^[ \t]/.test(line)) {
      if (last !== '') fields.set(last, `${fields.get(last) ?? ''}\n${line.slice(1)}`);
    } else {
      const colon = line.indexOf(':');
      last = colon > 0 ? line.slice(0, colon).toLowerCase() : '';
      if (last !== '') fields.set(last, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}

/** The text of a `Release` or of an `InRelease` without its armour, and whether it was signed. */
export function unarmoured(text: string): {
  readonly text: string;
  readonly isSigned: boolean;
  readonly isOpen: boolean;
} {
  const armour = createArmorSkipper();
  const lines = text.split('\n').flatMap((line) => armour.strip(line) ?? []);
  return { text: lines.join('\n'), isSigned: armour.isSigned(), isOpen: armour.isOpen() };
}

/** True where a text is a `Release` that lists indexes. */
export function looksLikeRelease(text: string): boolean {
  return (
    /^(?:sha256|sha512|sha1|md5sum):[ \t]*\r?$/im.test(text) &&
    /^(?:origin|label|suite|codename|date|components|architectures|acquire-by-hash):/im.test(text)
  );
}

/** The indexes that a `Release` names, below its directory. */
export function readRelease(text: string, problems: Problems): ReleaseEntry[] {
  const [fields] = stanzasOf(text);
  const field = FIELDS.find((name) => (fields?.get(name) ?? '') !== '');
  if (fields === undefined || field === undefined) {
    problems.add('damaged', 0, 'it lists no indexes');
    return [];
  }
  return listedIn(fields.get(field) ?? '', field, problems);
}

/** The lines `digest size path` of one field; unsafe and malformed ones are problems. */
export function listedIn(block: string, field: string, problems: Problems, directory = ''): ReleaseEntry[] {
  const found: ReleaseEntry[] = [];
  for (const line of block.split('\n')) {
    if (line.trim() === '') continue;
    const [hex = '', size = '', ...words] = line.trim().split(/[ \t]+/);
    const path = directory + words.join(' ');
    const digest = digestOf(algorithmOf(field), hex);
    const reason = words.length === 0 ? undefined : unsafeBecause(path);
    if (digest === undefined || words.length === 0 || !/^\d{1,16}$/.test(size))
      problems.add('damaged', 0, `${field}: a line that is not a digest, a size and a path`);
    else if (reason !== undefined) problems.add('unsafe', 0, `${field}: ${reason}`);
    else found.push({ path, size: Number(size), digest });
  }
  return found;
}

/** The name here of the algorithm of a field. */
export function algorithmOf(field: string): string {
  return algorithmTagged(field.replace(/sum$/i, ''))?.name ?? '';
}

/** The packages of an index `Packages`, or the files of the source packages of `Sources`, below the repository. */
export function readIndex(text: string, problems: Problems): ReleaseEntry[] {
  const found: ReleaseEntry[] = [];
  for (const fields of stanzasOf(text)) {
    const name = fields.get('filename');
    const checksums = ['checksums-sha256', 'checksums-sha512', 'checksums-sha1', 'files'].find((each) =>
      fields.has(each),
    );
    if (name === undefined && checksums !== undefined) {
      const directory = (fields.get('directory') ?? '').replace(/^(?:\.\/?)*/, '').replace(/\/*$/, '/');
      const field = checksums === 'files' ? 'md5sum' : checksums.slice('checksums-'.length);
      found.push(
        ...listedIn(fields.get(checksums) ?? '', field, problems, directory === '/' ? '' : directory),
      );
      continue;
    }
    const field = FIELDS.find((each) => fields.has(each));
    const size = fields.get('size') ?? '';
    const path = (name ?? '').replace(/^(?:\.\/+)+/, '');
    const digest = field === undefined ? undefined : digestOf(algorithmOf(field), fields.get(field) ?? '');
    const reason = path === '' ? undefined : unsafeBecause(path);
    if (path === '' || digest === undefined || !/^\d{1,16}$/.test(size))
      problems.add(
        'damaged',
        0,
        `a package without file, size or digest: ${fields.get('package') ?? 'unnamed'}`,
      );
    else if (reason !== undefined) problems.add('unsafe', 0, reason);
    else found.push({ path, size: Number(size), digest });
  }
  return found;
}
