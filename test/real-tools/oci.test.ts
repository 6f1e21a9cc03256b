import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });
const scratch = mkdtempSync(join(tmpdir(), 'restorable-oci-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Two images that share their layers, as umoci writes them. */
function makeLayout(): string {
  const umoci = (...args: string[]): void => {
    execFileSync('umoci', args, { cwd: scratch, stdio: 'ignore' });
  };
  umoci('init', '--layout', 'image');
  umoci('new', '--image', 'image:a');
  for (const [i, tag] of ['a', 'b'].entries()) {
    const layer = join(scratch, `layer-${tag}`);
    mkdirSync(layer);
    writeFileSync(join(layer, 'n.txt'), Array.from({ length: 3000 }, (_, n) => `${n + i}`).join('\n'));
    umoci('insert', '--rootless', '--image', 'image:a', '--tag', tag, layer, '/srv');
  }
  umoci('gc', '--layout', 'image');
  return join(scratch, 'image');
}

/** Whether skopeo can take both images out. */
function isWhole(root: string): boolean {
  return ['a', 'b'].every((tag) => {
    const to = mkdtempSync(join(scratch, 'taken-'));
    const args = ['copy', '--insecure-policy', `oci:${root}:${tag}`, `dir:${to}`];
    return spawnSync('skopeo', args, { stdio: 'ignore' }).status === 0;
  });
}

describe.skipIf(!needs('umoci', 'skopeo'))('an image layout', () => {
  it('of umoci is sound, and what is flipped or gone is found, as skopeo does', async () => {
    const root = makeLayout();
    expect(isWhole(root)).toBe(true);
    expect(await verified(root)).toMatchObject({
      exit: 0,
      found: [],
      vouchers: [{ format: 'oci', answers: ['corrupt', 'named'] }],
    });
    const blobs = filesBelow(root, 'blobs');
    expect(blobs.length).toBeGreaterThan(4);
    expect(await expectFlipsFound(root, blobs, { tool: () => isWhole(root) })).toBeGreaterThan(10);
    for (const path of blobs) {
      const bytes = readFileSync(join(root, path));
      rmSync(join(root, path));
      const { exit, found } = await verified(root);
      expect({ exit, has: found.includes(`missing ${path}`), whole: isWhole(root) }).toEqual({
        exit: 1,
        has: true,
        whole: false,
      });
      writeFileSync(join(root, path), bytes);
    }
  });
});
