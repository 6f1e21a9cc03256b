import { readManifest } from '../../manifest/read-manifest.ts';
import { exitOfUnreadManifest } from '../../model/errno.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';

/** The first 64 bytes of a manifest that the user named, unpacked; none where its packing is broken. Throws a Fault: 2, 3 or 4. */
export async function manifestHead(file: BytePath, named: string): Promise<Uint8Array> {
  try {
    for await (const chunk of readManifest(file)) return Uint8Array.from(chunk.subarray(0, 64));
    return new Uint8Array();
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (code.startsWith('Z_')) return new Uint8Array();
    const exit = code === 'EISDIR' ? 2 : exitOfUnreadManifest(code);
    const isElsewhere = ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code);
    const hint = isElsewhere ? 'name the manifest file: --manifest FILE' : 'check its permissions';
    throw new Fault(exit, `${named}: cannot read the manifest (${code})`, hint, error);
  }
}
