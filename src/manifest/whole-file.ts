import { errorCode } from '../model/fault.ts';
import { type BytePath, join } from '../model/path.ts';
import { readManifest } from './source.ts';

/** More than this of one voucher, in bytes, is not read. */
const MOST = 2 ** 30;

/** All bytes of a file, unpacked where its name ends in `.gz`; the code of the error where it cannot be read. */
export async function readWhole(root: BytePath, path: BytePath): Promise<Buffer | string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of readManifest(join(root, path))) {
      size += chunk.length;
      if (size > MOST) return 'EFBIG';
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
