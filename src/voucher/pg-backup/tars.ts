import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join } from '../../model/path.ts';
import type { VoucherContents } from '../kit/voucher.ts';
import type { PgManifest } from './manifest.ts';
import { PG_TAR, tablespaceOf } from './names.ts';

/**
 * The tars of a base backup, by the names beside its manifest: each has to match the manifest in its members.
 * Tablespaces without a tar are expected too, so that they are reported missing.
 */
export function vouchTars(
  directory: BytePath,
  names: readonly BytePath[],
  { files }: Pick<PgManifest, 'files'>,
): VoucherContents {
  const tars = names.flatMap((name) => {
    const [, part = '', extension] = PG_TAR.exec(name) ?? [];
    return part === '' ? [] : [{ name, part, extension }];
  });
  const packing = (tars.find(({ part }) => part === 'base') ?? tars[0])?.extension;
  const wanted = new Set(['base', ...files.flatMap(({ path }) => tablespaceOf(path)?.[0] ?? [])]);
  for (const { part } of tars) wanted.delete(part);
  const missing = [...wanted].map((part) => `${part}.tar${packing === undefined ? '' : `.${packing}`}`);
  return {
    inventory: 'closed',
    entries: [...tars.map(({ name }) => name), ...missing].map(
      (name): ManifestEntry => ({ path: join(directory, name), kind: 'file', digests: [], proof: true }),
    ),
    findings: [],
    notes: [`in tar format, ${files.length} files`],
    ignores: (path) => path.endsWith('/'),
  };
}
