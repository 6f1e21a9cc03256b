/** Layouts by umoci and skopeo where they are there; the storage of a registry by its specification. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRegistry } from '../../src/voucher/docker-registry/docker-registry.ts';
import { oci } from '../../src/voucher/oci/oci.ts';
import { expectUnshaken, fixtureOf, listOf, opened, problemsOf } from '../help/opened.ts';
import { expectFlipsFound, filesBelow, verified } from '../help/vouched.ts';

const LAYOUT = fixtureOf('oci', 'layout');
const BLOBS = readdirSync(join(LAYOUT, 'blobs/sha256')).map((name) => `blobs/sha256/${name}`);
const scratch = mkdtempSync(join(tmpdir(), 'restorable-oci-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(): string {
  const root = mkdtempSync(join(scratch, 'layout-'));
  cpSync(LAYOUT, root, { recursive: true });
  return root;
}

describe('an OCI layout', () => {
  it('is found by its marker and its index', () => {
    expect(listOf(oci).find(new Set(['blobs/', 'index.json', 'oci-layout']))).toEqual(['index.json']);
    expect(listOf(oci).find(new Set(['blobs/', 'index.json']))).toEqual([]);
  });

  it('promises every blob that its images consist of, with its size', async () => {
    const vouching = await opened(oci, LAYOUT, 'index.json');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.entries.map(({ path }) => path).toSorted()).toEqual(BLOBS.toSorted());
    for (const { path, size } of vouching.entries) expect(size).toBe(readFileSync(join(LAYOUT, path)).length);
  });

  it('is sound, and every flipped bit, what is cut, gone or new is named', async () => {
    const root = copy();
    expect(await verified(root)).toMatchObject({
      exit: 0,
      found: [],
      vouchers: [{ format: 'oci', path: 'index.json' }],
    });
    await expectFlipsFound(root, BLOBS);
    for (const path of BLOBS) {
      rmSync(join(root, path));
      const { exit, found } = await verified(root);
      expect({ exit, has: found.includes(`missing ${path}`) }).toEqual({ exit: 1, has: true });
      cpSync(join(LAYOUT, path), join(root, path));
    }
    const [first = ''] = BLOBS;
    truncateSync(join(root, first), 20);
    expect((await verified(root)).found).toContain(`truncated ${first}`);
  });

  it.each([
    ['no JSON', 'manifest-damaged index.json: it is no index of images'],
    ['{"manifests":[{"digest":"sha256:abc"}]}', 'manifest-damaged index.json: no digest: sha256:abc'],
    ['{"manifests":[{"digest":"sha256:../../x"}]}', 'manifest-damaged index.json: no digest: sha256:../../x'],
    ['{"manifests":[{"size":7}]}', 'manifest-damaged index.json: a descriptor has no digest'],
  ])('does not believe %s', async (index, problem) => {
    const root = copy();
    writeFileSync(join(root, 'index.json'), index);
    expect(problemsOf(await opened(oci, root, 'index.json'))).toEqual([problem]);
  });

  it('follows nothing that a damaged manifest names, and says so', async () => {
    const root = copy();
    const index: { manifests: { digest: string }[] } = JSON.parse(
      readFileSync(join(root, 'index.json'), 'utf8'),
    );
    const manifest = join(root, 'blobs', (index.manifests[0]?.digest ?? '').replace(':', '/'));
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('layers', 'Layers'));
    const { entries: promises, notes } = await opened(oci, root, 'index.json');
    expect(notes).toContain('manifests that do not hold, so that what they name is not known: 1');
    expect(promises.length).toBeLessThan(BLOBS.length);
  });

  it('lets layers be absent that are kept elsewhere', async () => {
    const root = copy();
    const digest = `sha256:${'0'.repeat(64)}`;
    writeFileSync(
      join(root, 'index.json'),
      JSON.stringify({
        manifests: [
          { digest, size: 5, urls: ['x'] },
          { digest, size: 5 },
        ],
      }),
    );
    expect(await opened(oci, root, 'index.json')).toMatchObject({
      entries: [{ path: `blobs/${digest.replace(':', '/')}`, size: 5 }],
      notes: [expect.anything(), 'layers that are kept elsewhere: 1'],
    });
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(oci, LAYOUT, ['index.json'], 150);
  });
});

/** The layout of the fixture as a registry keeps it, under one tag. */
function makeRegistry(): {
  readonly root: string;
  readonly blobs: readonly string[];
  readonly links: string;
} {
  const root = mkdtempSync(join(scratch, 'registry-'));
  const put = (path: string, content: string | Buffer): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    return path;
  };
  const blobs = BLOBS.map((path) => {
    const bytes = readFileSync(join(LAYOUT, path));
    const hex = createHash('sha256').update(bytes).digest('hex');
    return put(`blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, bytes);
  });
  const index: { manifests: { digest: string }[] } = JSON.parse(
    readFileSync(join(LAYOUT, 'index.json'), 'utf8'),
  );
  const links = 'repositories/library/image/_manifests';
  for (const [i, { digest }] of index.manifests.entries()) {
    const hex = digest.slice(7);
    put(`${links}/revisions/sha256/${hex}/link`, digest);
    put(`${links}/tags/v${i}/current/link`, digest);
    put(`${links}/tags/v${i}/index/sha256/${hex}/link`, digest);
  }
  const gone = 'e'.repeat(64);
  put(`repositories/library/image/_layers/sha256/${gone}/link`, `sha256:${gone}`);
  return { root, blobs, links };
}

describe('the storage of a registry', () => {
  it('is sound, and every flipped bit and what is gone is named', async () => {
    const { root, blobs, links } = makeRegistry();
    expect(listOf(dockerRegistry).find(new Set(['blobs/', 'repositories/']))).toEqual(['repositories/']);
    expect(await verified(root)).toMatchObject({
      exit: 0,
      found: [],
      vouchers: [{ format: 'docker-registry' }],
    });
    await expectFlipsFound(root, blobs);
    for (const path of blobs) {
      const bytes = readFileSync(join(root, path));
      rmSync(join(root, path));
      expect((await verified(root)).found).toContain(`missing ${path}`);
      writeFileSync(join(root, path), bytes);
    }
    const [revision = ''] = filesBelow(root, `${links}/revisions`);
    rmSync(join(root, revision));
    expect(await verified(root)).toMatchObject({ exit: 1, found: [`missing ${revision}`] });
  });

  it('has links that are what their names say', async () => {
    const { root, links } = makeRegistry();
    const [revision = '', other = ''] = filesBelow(root, `${links}/revisions`);
    writeFileSync(join(root, revision), readFileSync(join(root, other)));
    const { exit, found } = await verified(root);
    expect(exit).toBe(4);
    expect(found).toContain(`manifest-damaged ${revision}`);
  });

  it('is not any directory with such names', async () => {
    const root = mkdtempSync(join(scratch, 'other-'));
    execFileSync('mkdir', ['-p', 'blobs/x', 'repositories/y'], { cwd: root });
    expect(await listOf(dockerRegistry).open({ root, path: 'repositories/' })).toBeUndefined();
  });
});
