import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { missingAmong, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

const MANIFEST = 'appendonly.aof.manifest';
/** A line of the manifest (aof.c, aofLoadManifestFromFile); files of type `h` are being removed. */
const LINE = /^file (?:"((?:[^"\\]|\\.)*)"|(\S+)) .*\btype ([bhi])\b/;

/** What is wrong with the manifest, without which no server starts, and the append-only files that it names. */
export async function redisParts(place: PartsPlace): Promise<readonly Finding[]> {
  const bytes = await readVoucherFile(place.root, join(place.directory, MANIFEST));
  if (typeof bytes === 'string') return [];
  const lines = bytes
    .toString('latin1')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const at = join(place.directory, MANIFEST);
  if (lines.length === 0) return [finding('broken-structure', at, { note: 'it names no file' })];
  if (!lines.every((line) => LINE.test(line)))
    return [finding('broken-structure', at, { note: 'a line of it names no file' })];
  const names = lines.flatMap((line) => {
    const [, quoted, plain, type] = LINE.exec(line) ?? [];
    return type === 'h' ? [] : (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? []);
  });
  return missingAmong(place, MANIFEST, names);
}
