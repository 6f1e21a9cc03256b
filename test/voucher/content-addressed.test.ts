/** Stores whose indexes name their content: cacache by npm's own library where it is there, DVC and Proxmox by the specification. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/hash/crc.ts';
import { cacache } from '../../src/voucher/cacache/cacache.ts';
import { dvc } from '../../src/voucher/dvc/dvc.ts';
import type { Voucher } from '../../src/voucher/kit/voucher.ts';
import { proxmox } from '../../src/voucher/proxmox/proxmox.ts';
import { expectUnshaken, listOf, opened } from '../help/opened.ts';
import { expectFlipsFound, verified } from '../help/vouched.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-content-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Store = {
  readonly root: string;
  readonly contents: readonly string[];
  put(path: string, content: string | Buffer): string;
};

function makeStore(): Store & { readonly contents: string[] } {
  const root = mkdtempSync(join(scratch, 'store-'));
  return {
    root,
    contents: [],
    put(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      return path;
    },
  };
}

const TEXTS = [1, 2, 3, 4].map((n) =>
  Buffer.from(Array.from({ length: 300 * n }, (_, i) => `line ${i * n}`).join('\n')),
);
const hash = (algorithm: string, bytes: string | Buffer): string =>
  createHash(algorithm).update(bytes).digest('hex');

function makeCacache(): Store {
  const store = makeStore();
  for (const [i, text] of TEXTS.entries()) {
    const hex = hash('sha512', text);
    store.contents.push(
      store.put(`content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`, text),
    );
    const integrity = `sha512-${Buffer.from(hex, 'hex').toString('base64')}`;
    const gone = {
      key: `k${i}`,
      integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
      time: 1,
      size: 9,
    };
    const lines = [
      gone,
      { key: `k${i}`, integrity, time: 2, size: text.length },
      { key: `gone${i}`, integrity: null },
    ];
    const bucket = hash('sha256', `k${i}`);
    const entries = lines
      .map((line) => `\n${hash('sha1', JSON.stringify(line))}\t${JSON.stringify(line)}`)
      .join('');
    store.put(`index-v5/${bucket.slice(0, 2)}/${bucket.slice(2, 4)}/${bucket.slice(4)}`, entries);
  }
  return store;
}

function makeDvc(): Store {
  const store = makeStore();
  const put = (bytes: Buffer, end: string): string => {
    const hex = hash('md5', bytes);
    return store.put(`md5/${hex.slice(0, 2)}/${hex.slice(2)}${end}`, bytes);
  };
  for (const text of TEXTS) store.contents.push(put(text, ''));
  put(
    Buffer.from(JSON.stringify(TEXTS.map((text, i) => ({ md5: hash('md5', text), relpath: `d/${i}` })))),
    '.dir',
  );
  return store;
}

function makeDatastore(): Store {
  const store = makeStore();
  const digests = TEXTS.map((text) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(text));
    const hex = hash('sha256', text);
    const chunk = Buffer.concat([Buffer.from('42ab3807be8370a1', 'hex'), sum, text]);
    store.contents.push(store.put(`.chunks/${hex.slice(0, 4)}/${hex}`, chunk));
    return Buffer.from(hex, 'hex');
  });
  const index = (magic: string, entries: Buffer): Buffer => {
    const header = Buffer.alloc(4096);
    header.write(magic, 'hex');
    createHash('sha256').update(entries).digest().copy(header, 32);
    header.writeBigUInt64LE(BigInt(TEXTS.length), 64);
    header.writeBigUInt64LE(1n, 72);
    return Buffer.concat([header, entries]);
  };
  const snapshot = 'ns/a/vm/100/2026-01-01T00:00:00Z';
  store.put(`${snapshot}/drive.img.fidx`, index('2f7f41ed91fd0fcd', Buffer.concat(digests)));
  const ends = digests.map((digest, i) => Buffer.concat([Buffer.from([i + 1, 0, 0, 0, 0, 0, 0, 0]), digest]));
  store.put(`${snapshot}/root.pxar.didx`, index('1c914ea519bab3cd', Buffer.concat(ends)));
  return store;
}

const STORES: readonly (readonly [string, Voucher, () => Store, string])[] = [
  ['cacache', cacache, makeCacache, 'index-v5/'],
  ['dvc', dvc, makeDvc, 'md5/'],
  ['proxmox-backup', proxmox, makeDatastore, '.chunks/'],
];

describe.each(STORES)('a store of %s', (name, voucher, make, candidate) => {
  it('is sound, and every flipped bit and every content that is gone is named', async () => {
    const { root, contents } = make();
    const { exit, found, vouchers } = await verified(root);
    expect({ exit, found, formats: vouchers.map((each) => each.format) }).toEqual({
      exit: 0,
      found: [],
      formats: [name],
    });
    await expectFlipsFound(root, contents);
    for (const path of contents) {
      const bytes = readFileSync(join(root, path));
      rmSync(join(root, path));
      expect(await verified(root)).toMatchObject({ exit: 1, found: [`missing ${path}`] });
      writeFileSync(join(root, path), bytes);
    }
  });

  it('is none where nothing of it is there', async () => {
    const { root } = makeStore();
    const vouching = await listOf(voucher).open({ root, path: candidate });
    expect(vouching?.entries ?? []).toEqual([]);
  });
});

describe('what names content', () => {
  it('is not shaken by damage', async () => {
    const cache = makeCacache().root;
    const bucket = hash('sha256', 'k0');
    await expectUnshaken(
      cacache,
      cache,
      [`index-v5/${bucket.slice(0, 2)}/${bucket.slice(2, 4)}/${bucket.slice(4)}`],
      50,
    );
    expect((await opened(cacache, cache, 'index-v5/')).entries).toHaveLength(TEXTS.length);
    const store = makeDatastore().root;
    const file = join(store, 'ns/a/vm/100/2026-01-01T00:00:00Z/root.pxar.didx');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, 4200, 4210));
    expect((await opened(proxmox, store, '.chunks/')).findings).toEqual([]);
  });
});
