import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { missingAmong, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

const MANIFEST = 'appendonly.aof.manifest';
/** A line of the manifest (aof.c, aofLoadManifestFromFile); files of type `h` are being removed. */
const LINE = /^file (?:"((?:[^"\\]|\\.)*)"|(\S+)) .*\btype [bi]\b/;

/** The append-only files that the manifest names. */
export async function redisParts(place: PartsPlace): Promise<readonly Finding[]> {
  const bytes = await readVoucherFile(place.root, join(place.directory, MANIFEST));
  const lines = typeof bytes === 'string' ? [] : bytes.toString('latin1').split(/\r?\n/);
  const names = lines.flatMap((line) => {
    const [, quoted, plain] = LINE.exec(line) ?? [];
    return quoted?.replace(/\\(.)/g, '$1') ?? plain ?? [];
  });
  return missingAmong(place, MANIFEST, names);
}
