/** Stores that a real tool made, verified as a user does: without an option. */
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type BeginEvent, type EndEvent, verify } from '../../dist/index.js';
import { type BytePath, toBytes } from '../../src/model/path.ts';
import { gather } from './arbitrary.ts';
import { isFinding, nameFinding } from './program.ts';

/** How a run ended, its findings as `code path` with their details, and what vouched. */
export type Verified = {
  readonly exit: number | undefined;
  readonly found: string[];
  readonly details: string[];
  readonly vouchers: BeginEvent['vouchers'];
  /** The counters of the end. */
  readonly counted: Pick<EndEvent, 'promised' | 'held'>;
};

/** Verifies a tree with no option. */
export async function verified(root: string): Promise<Verified> {
  const events = await gather(verify(root));
  const begin = events.find((event) => event.type === 'begin');
  const end = events.find((event) => event.type === 'end');
  return {
    exit: end?.exit,
    found: events.filter(isFinding).map(nameFinding),
    details: events.filter(isFinding).flatMap(({ detail }) => detail ?? []),
    vouchers: begin?.vouchers ?? [],
    counted: { promised: end?.promised ?? 0, held: end?.held ?? 0 },
  };
}

/** Expects a sound tree of one voucher, and gives that. */
export async function expectSound(root: string, format: string): Promise<BeginEvent['vouchers'][number]> {
  const { exit, found, vouchers } = await verified(root);
  expect({ exit, found, formats: vouchers.map((each) => each.format) }).toEqual({
    exit: 0,
    found: [],
    formats: [format],
  });
  const [voucher] = vouchers;
  if (voucher === undefined) throw new Error('no voucher');
  return voucher;
}

/** All files below a root with content, as byte paths below it, in order. */
export function filesBelow(root: string, directory: BytePath = ''): BytePath[] {
  return readdirSync(toBytes(`${root}/${directory}`), { encoding: 'latin1' })
    .toSorted()
    .flatMap((name) => {
      const path = directory === '' ? name : `${directory}/${name}`;
      const stats = lstatSync(toBytes(`${root}/${path}`));
      if (stats.isDirectory()) return filesBelow(root, path);
      return stats.isFile() && stats.size > 0 ? [path] : [];
    });
}

/** So many flips are in the first bytes, by which formats are known: what is not known must not pass for sound. */
const HEADS = 8;

/**
 * Flips seeded bits, one at a time, in files that are covered, the first in their first bytes; expects each to be found and
 * the file named, and gives how often `tool` (true where it is content) saw it too.
 */
export async function expectFlipsFound(
  root: string,
  covered: readonly BytePath[],
  { count = 20, tool }: { readonly count?: number; readonly tool?: () => boolean } = {},
): Promise<number> {
  let seen = 0;
  for (let i = 0; i < count + HEADS; i++) {
    const path = covered[(i * 7 + 3) % covered.length] ?? '';
    const file = toBytes(`${root}/${path}`);
    const sound = readFileSync(file);
    const damaged = Buffer.from(sound);
    const at = (i < HEADS ? i : i * 2_654_435_761 + 17) % damaged.length;
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (i % 8)), at);
    writeFileSync(file, damaged);
    const { exit, found } = await verified(root);
    expect({ path, at, exit, named: found.some((each) => each.endsWith(` ${path}`)) }).toEqual({
      path,
      at,
      exit: 1,
      named: true,
    });
    if (tool?.() === false) seen += 1;
    writeFileSync(file, sound);
  }
  return seen;
}
