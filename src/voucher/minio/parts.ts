import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { missingAmong, type PartsPlace } from '../kit/parts.ts';
import { readVoucherFile } from '../kit/read-voucher-file.ts';

const META = 'xl.meta';
/** The directory of the data of a version: a key and 16 bytes in MessagePack. */
const DATA_DIRECTORY = Buffer.from('\xa4DDir\xc4\x10', 'latin1');
/** The content lies in the metadata themselves, or was moved to another store. */
const ELSEWHERE = /x-minio-internal-(?:inline-data|transition|free-version)/i;
const UUID = 16;

/** The directories with the data of an object that its metadata name. */
export async function minioParts(place: PartsPlace): Promise<readonly Finding[]> {
  const bytes = await readVoucherFile(place.root, join(place.directory, META));
  if (
    typeof bytes === 'string' ||
    bytes.toString('latin1', 0, 4) !== 'XL2 ' ||
    ELSEWHERE.test(bytes.toString('latin1'))
  )
    return [];
  const named = new Set<string>();
  for (let at = bytes.indexOf(DATA_DIRECTORY); at >= 0; at = bytes.indexOf(DATA_DIRECTORY, at + 1)) {
    const from = at + DATA_DIRECTORY.length;
    const hex = bytes.toString('hex', from, from + UUID);
    if (hex.length === 2 * UUID && !/^0*$/.test(hex))
      named.add(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  }
  return missingAmong(place, META, named);
}
