/** Files that are encrypted, or backups of machines, in forms of which no tool is at hand: made from what is published of them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextcloud } from '../src/structure/crypto/nextcloud.ts';
import { vma } from '../src/structure/disk/vma.ts';
import { lowSum64 } from '../src/structure/kit/xxhash.ts';
import { seededBytes } from './help/bytes.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './structure/standing.ts';

const scratch = makeScratch();

async function scanned(files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly unknown[]> {
  const root = mkdtempSync(join(scratch, 'tree-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const { code, events } = await told(['scan', root]);
  const wrong = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...wrong.map((each) => `${each.code} ${each.path}`)];
}

describe("Nextcloud's encryption", () => {
  const file = (size: number, seed: number, isSigned = true): Buffer => {
    const header = Buffer.alloc(8192, '-');
    header.write('HBEGIN:oc_encryption_module:OC_DEFAULT_MODULE:cipher:AES-256-CTR:signed:true:HEND');
    const blocks: Buffer[] = [];
    for (let left = size, i = 0; left > 0; i++) {
      const seal = isSigned
        ? Buffer.concat([
            Buffer.from('00iv00'),
            seededBytes(seed + i, 16),
            Buffer.from(
              `00sig00${createHash('sha256')
                .update(`${seed + i}`)
                .digest('hex')}xxx`,
            ),
          ])
        : Buffer.concat([Buffer.from('00iv00'), seededBytes(seed + i, 16), Buffer.from('xx')]);
      const length = Math.min(left, 8192 - seal.length);
      blocks.push(seededBytes(seed * 100 + i, length), seal);
      left -= length;
    }
    return Buffer.concat([header, ...blocks]);
  };
  const names = ['a.jpg', 'b.pdf', 'c.docx', 'd.txt', 'e.mp4', 'f.md', 'g.zip', 'h.sql', 'i.csv', 'j.bin'];

  it('is left alone under the plain names of the files', async () => {
    const tree = Object.fromEntries(
      names.map((name, i) => [`u/files/${name}`, file(20_000 + i * 777, i + 1)]),
    );
    expect(await scanned(tree)).toEqual([0]);
    expect(await scanned({ 'old.jpg': file(30_000, 3, false), 'none.txt': file(0, 1) })).toEqual([0]);
  });

  it('is damaged where it is cut, or a block is lost or overwritten', async () => {
    const whole = file(40_000, 5);
    expect(standingOf(nextcloud, whole)).toEqual({ is: 'encrypted' });
    expect(standingOf(nextcloud, whole.subarray(0, 30_000)).is).toBe('cut');
    expect(standingOf(nextcloud, whole.subarray(0, 5000)).is).toBe('cut');
    expect(standingOf(nextcloud, patched(whole, 20_000, Buffer.alloc(8192))).is).toBe('broken');
    const shifted = Buffer.concat([whole.subarray(0, 20_000), whole.subarray(20_100)]);
    expect(['broken', 'cut']).toContain(standingOf(nextcloud, shifted).is);
    expect(await scanned({ 'a.jpg': patched(whole, 0, Buffer.alloc(512)) })).toEqual([1, 'wrong-type a.jpg']);
    expect(await scanned({ 'a.txt': whole.subarray(0, 30_000) })).toEqual([1, 'truncated-content a.txt']);
    endures(nextcloud, whole, 40);
    refusesOthers(nextcloud);
  });
});

describe('a backup of a virtual machine by Proxmox', () => {
  const md5 = (bytes: Buffer, at: number): Buffer => {
    createHash('md5').update(bytes).digest().copy(bytes, at);
    return bytes;
  };
  const UUID = seededBytes(1, 16);
  const CLUSTERS = 130;
  const header = Buffer.alloc(12_288 + 64);
  header.write('VMA\0');
  header.writeUInt32BE(1, 4);
  UUID.copy(header, 8);
  header.writeUInt32BE(12_288, 48);
  header.writeUInt32BE(64, 52);
  header.writeUInt32BE(header.length, 56);
  header.writeUInt32BE(1, 4096 + 32);
  header.writeBigUInt64BE(BigInt(CLUSTERS * 65_536), 4096 + 40);
  header.writeUInt16LE(12, 12_289);
  header.write('drive-scsi0\0', 12_291);
  md5(header, 32);
  const extents: Buffer[] = [];
  for (let from = 0; from < CLUSTERS; from += 59) {
    const head = Buffer.alloc(512);
    head.write('VMAE');
    const count = Math.min(59, CLUSTERS - from);
    const stored = Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 0x8001 : 0));
    head.writeUInt16BE(stored.filter((mask) => mask !== 0).length * 2, 6);
    UUID.copy(head, 8);
    for (const [i, mask] of stored.entries()) {
      head.writeUInt16BE(mask, 40 + i * 8);
      head.writeUInt8(1, 43 + i * 8);
      head.writeUInt32BE(from + i, 44 + i * 8);
    }
    const blocks = stored.filter((mask) => mask !== 0).length * 2;
    extents.push(md5(head, 24), seededBytes(from + 1, blocks * 4096));
  }
  const whole = Buffer.concat([header, ...extents]);
  const second = header.length + (extents[0]?.length ?? 0) + (extents[1]?.length ?? 0);

  it('is sound', async () => {
    expect(standingOf(vma, whole)).toEqual({ is: 'sound' });
    expect(await scanned({ 'vzdump-qemu-100.vma': whole })).toEqual([0]);
    endures(vma, whole, 30);
    refusesOthers(vma);
  });

  it('is damaged in a header, where it is cut, and where an extent is lost or of another backup', () => {
    for (const at of [60, 4140, 12_300, second + 50, second + 300])
      expect({ at, is: standingOf(vma, flipped(whole, at)).is }).toEqual({ at, is: 'broken' });
    expect(cuts(vma, whole)).toEqual(['cut']);
    // At the border of two extents only the count of clusters says that some are missing.
    expect(standingOf(vma, whole.subarray(0, second))).toMatchObject({
      is: 'cut',
      detail: expect.stringContaining('71 of 130 clusters of "drive-scsi0" are missing'),
    });
    const other = Buffer.from(whole.subarray(second, second + 512));
    other.fill(9, 8, 24);
    other.fill(0, 24, 40);
    expect(standingOf(vma, patched(whole, second, md5(other, 24))).is).toBe('broken');
    expect(standingOf(vma, patched(whole, second, Buffer.alloc(512))).is).toBe('broken');
  });
});

describe('a drive of MinIO', () => {
  const DATA = '1b2c3d4e-0000-4000-8000-0123456789ab';
  const meta = (metadata: Buffer, inline: Uint8Array = new Uint8Array()): Buffer => {
    const size = Buffer.alloc(5, 0xc6);
    size.writeUInt32BE(metadata.length, 1);
    const sum = Buffer.alloc(5, 0xce);
    const hasher = lowSum64();
    hasher.update(metadata);
    sum.writeUInt32BE(hasher.end(), 1);
    return Buffer.concat([Buffer.from('XL2 \x01\0\x03\0', 'latin1'), size, metadata, sum, inline]);
  };
  const ddir = Buffer.concat([
    Buffer.from('\xa4DDir\xc4\x10', 'latin1'),
    Buffer.from(DATA.replaceAll('-', ''), 'hex'),
  ]);
  const big = meta(Buffer.concat([seededBytes(1, 150), ddir, seededBytes(2, 90)]));
  const small = meta(Buffer.concat([ddir, Buffer.from('x-minio-internal-inline-data')]), seededBytes(4, 900));
  const tree = {
    '.minio.sys/format.json': '{"version":"1","format":"xl"}\n',
    'bucket/big.bin/xl.meta': big,
    [`bucket/big.bin/${DATA}/part.1`]: seededBytes(5, 300_000),
    'bucket/a.txt/xl.meta': small,
  };

  it('is left alone', async () => {
    expect(await scanned(tree)).toEqual([0]);
  });

  it('is damaged in the metadata of objects, and lacks the data that they name', async () => {
    const at = 'bucket/big.bin/xl.meta';
    for (const place of [3, 30, big.length - 1])
      expect(await scanned({ ...tree, [at]: flipped(big, place) })).toEqual([1, `broken-structure ${at}`]);
    expect(await scanned({ ...tree, [at]: big.subarray(0, 100) })).toEqual([1, `truncated-content ${at}`]);
    expect(await scanned({ ...tree, [at]: Buffer.alloc(big.length) })).toContain(`broken-structure ${at}`);
    const { [`bucket/big.bin/${DATA}/part.1`]: _, ...rest } = tree;
    expect(await scanned(rest)).toEqual([1, `missing bucket/big.bin/${DATA}`]);
  });
});

describe('stores that look random on purpose', () => {
  const noise = (seed: number): Buffer => seededBytes(seed, 60_000);

  it('are left alone: Hyper Backup, Cryptomator, images of Acronis and Macrium, databases of WhatsApp', async () => {
    const hyper = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((i) => [`nas.hbk/Pool/0/0/${i}.bucket.${i}`, noise(i)]),
    );
    expect(
      await scanned({
        ...hyper,
        'nas.hbk/Config/file_chunk1.index': noise(11),
        'nas.hbk/_Syno_TaskConfig': '[task]\nname=nas\n',
      }),
    ).toEqual([0]);
    const vault = Object.fromEntries([1, 2, 3, 4, 5, 6].map((i) => [`v/d/AB/CDEF/${i}.c9r`, noise(i)]));
    expect(await scanned({ ...vault, 'v/vault.cryptomator': 'eyJ0.eyJ1.c2ln' })).toEqual([0]);
    expect(
      await scanned({ 'a.mrimg': noise(1), 'b.tibx': noise(2), 'c.tib': noise(3), 'm.db.crypt15': noise(4) }),
    ).toEqual([0]);
  });

  it('are damaged where a file of a vault is empty', async () => {
    const files = { 'v/vault.cryptomator': 'eyJ0.eyJ1.c2ln', 'v/d/AB/CDEF/a.c9r': noise(1) };
    expect(await scanned({ ...files, 'v/d/AB/CDEF/b.c9r': '' })).toEqual([
      1,
      'truncated-content v/d/AB/CDEF/b.c9r',
    ]);
    expect(await scanned({ ...files, 'v/d/AB/CDEF/b.c9r': noise(2).subarray(0, 40) })).toEqual([
      1,
      'truncated-content v/d/AB/CDEF/b.c9r',
    ]);
  });
});
