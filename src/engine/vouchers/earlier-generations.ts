import { predecessorsOf } from '../../manifest/native/chain.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { Root } from '../root.ts';

/** Returns the earlier generations of native manifests, as paths below the root. */
export async function keptBeside(root: Root, vouchers: readonly Manifest[]): Promise<BytePath[]> {
  const prefix = `${root.directory}/`;
  const natives = vouchers.filter(({ format }) => format === 'native');
  const kept = await Promise.all(natives.map(({ file }) => predecessorsOf(file)));
  return kept.flat().flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length)] : []));
}
