/** What is asked of the home of a tool of backups or databases, in whatever state its work was left. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { isFinding, restorable, told } from '../help/program.ts';

/** The exit code and what was found but notes; `no-voucher` says that nothing there vouches, and is left out. */
export async function saidOf(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const { code, events } = await told(args);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return { code, found: found.map((each) => `${each.code} ${each.path}`) };
}

const SOUND = { code: 0, found: [] };

/**
 * Expects that `scan` and `verify` report nothing; where nothing vouches, or it is asked for, also that the home can be sealed, with
 * the manifest in `folder`, and verified.
 */
export async function expectSound(home: string, folder: string, isSealed = false): Promise<void> {
  expect({ home, ...(await saidOf(['scan', home])) }).toEqual({ home, ...SOUND });
  const verified = await saidOf(['verify', home]);
  const isVouched = !verified.found.some((each) => each.startsWith('no-voucher'));
  if (isVouched) expect({ home, ...verified }).toEqual({ home, ...SOUND });
  if (isVouched && !isSealed) return;
  const manifest = join(folder, `${home.replaceAll('/', '_')}.sha256`);
  const sealed = await restorable(['seal', home, '--output', manifest]);
  expect({ home, code: sealed.code, said: sealed.stderr }).toMatchObject({ home, code: 0 });
  const again = await saidOf(['verify', home, '--manifest', manifest]);
  expect({ home, ...again }).toEqual({ home, ...SOUND });
}
