import { predecessorsOf } from '../../manifest/native/chain.ts';
import { signatureOf } from '../../manifest/signature/beside.ts';
import { minisignOf } from '../../manifest/signature/minisign.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, belowRoot } from '../../model/path.ts';
import type { Root } from '../root.ts';

/** Returns the earlier generations of native manifests and their signatures, as paths below the root. */
export async function keptBeside(root: Root, vouchers: readonly Manifest[]): Promise<BytePath[]> {
  const natives = vouchers.filter(({ format }) => format === 'native');
  const kept = await Promise.all(natives.map(({ file }) => predecessorsOf(file)));
  return kept
    .flat()
    .flatMap((file) => [file, signatureOf(file), minisignOf(file)])
    .flatMap((file) => belowRoot(root.directory, file) ?? []);
}
