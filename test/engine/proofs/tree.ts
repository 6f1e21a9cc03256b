import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { verify } from '../../../dist/engine/commands/verify.js';
import { type EndEvent, type RunEvent, seal } from '../../../dist/index.js';
import { gather } from '../../help/arbitrary.ts';
import type { Folder } from '../../help/folder.ts';

/** Long ago, so that what is made for a test was not changed a moment before it is read. */
const MADE = new Date('2026-11-01T00:00:00Z');
/** When the runs of a test begin: after everything was made, by any clock. */
export const START = Date.parse('2030-01-01T02:00:00Z');

/** What the runs of a test keep, as the state directory does for those of the program; `dead` ones keep nothing any more. */
export type Kept = { bytes: Buffer | undefined; last: Buffer | undefined; isDead: boolean; removed: number };

/** Makes and seals a tree of some files in three directories, with a big one; returns its root. */
export async function makeTree(folder: Folder, top: string, files = 600): Promise<string> {
  for (let i = 0; i < files; i++) {
    const path = `${top}/${['a', 'm/n', 'z'][i % 3]}/file-${i}.txt`;
    utimesSync(folder.write(path, `line ${i} of a file\n`.repeat(1 + (i % 50))), MADE, MADE);
  }
  utimesSync(folder.write(`${top}/m/big.txt`, 'a line of a big file\n'.repeat(250_000)), MADE, MADE);
  folder.link(`${top}/m/link`, 'big.txt');
  const root = folder.directory(top);
  await sealTree(root);
  return root;
}

/** Seals a tree, also anew. */
export async function sealTree(root: string): Promise<void> {
  await gather(seal(root, `${root}/restorable.sha256`, { force: true }));
}

/** Turns a bit in the middle of a file, and puts its date back. */
export function rot(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
  utimesSync(file, MADE, MADE);
}

/** A run: its findings as `code path`, and how it ended. */
export type Ran = {
  readonly found: readonly string[];
  readonly end: EndEvent;
  readonly events: readonly RunEvent[];
};

/** Verifies a tree at a time, with what is kept. */
export async function run(
  root: string,
  kept: Kept,
  { now, ...options }: Partial<Parameters<typeof verify>[1]> & { readonly now: () => number },
): Promise<Ran> {
  const store = {
    read: () => kept.bytes,
    keep: (bytes: Buffer) => {
      if (kept.isDead) return;
      kept.bytes = bytes;
      kept.last = bytes;
    },
    remove: () => {
      if (kept.isDead) return;
      kept.bytes = undefined;
      kept.removed += 1;
    },
  };
  const proofs = { of: () => store, salt: () => '5'.repeat(32) };
  const context = { now: () => new Date(now()), id: 'id', host: 'host', tool: 'restorable/0.0.0' };
  const events = await gather(verify(root, { temporary: '/tmp', proofs, ...options }, context));
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('a run has an end');
  const found = events.flatMap((event) => (event.type === 'finding' ? [`${event.code} ${event.path}`] : []));
  return { found, end, events };
}
