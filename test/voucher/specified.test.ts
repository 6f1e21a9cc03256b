/** Stores whose tools cannot be had here: made from their specification, byte by byte. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/hash/crc.ts';
import { borg2 } from '../../src/voucher/borg-2/borg-2.ts';
import { cassandra } from '../../src/voucher/cassandra/cassandra.ts';
import { duplicacy } from '../../src/voucher/duplicacy/duplicacy.ts';
import { elasticsearch } from '../../src/voucher/elasticsearch/elasticsearch.ts';
import { kopia } from '../../src/voucher/kopia/kopia.ts';
import { lucene } from '../../src/voucher/lucene/lucene.ts';
import { proxmox } from '../../src/voucher/proxmox/proxmox.ts';
import { sparseBundle } from '../../src/voucher/sparse-bundle/sparse-bundle.ts';
import { veeam } from '../../src/voucher/veeam/veeam.ts';
import { storeAt } from '../../src/voucher/vouchers.ts';
import { wiredTiger } from '../../src/voucher/wired-tiger/wired-tiger.ts';
import { seededBytes } from '../help/bytes.ts';
import { cuts, endures, flips, standing } from './store-tree.ts';

const NOISE = seededBytes(1, 5000);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('Proxmox Backup Server', () => {
  const blob = (magic: string, between: Buffer, content: Buffer): Buffer => {
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(content));
    return Buffer.concat([Buffer.from(magic, 'hex'), crc, between, content]);
  };
  const name = sha256(NOISE);
  const chunk = `.chunks/${name.slice(0, 4)}/${name}`;

  it.each([
    ['plain', '42ab3807be8370a1', 0],
    ['zstd', '31b958426fb6a37f', 0],
    ['encrypted', '7b6785be222d4cf0', 32],
    ['encrypted zstd', 'e6591bbf0bbfd80b', 32],
  ])('has %s chunks and blobs that hold by their CRC-32', (_, magic, between) => {
    const bytes = blob(magic, seededBytes(2, between), NOISE);
    for (const path of [
      chunk,
      'vm/100/2026-01-01T00:00:00Z/qemu-server.conf.blob',
      'ns/a/ct/1/x/index.json.blob',
    ]) {
      expect(standing(proxmox, path, bytes)).toEqual({ is: 'proven' });
      for (const at of [0, 7, 8, 11, 12 + between, 2000, bytes.length - 1]) {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
        expect({ at, is: standing(proxmox, path, copy).is }).toEqual({ at, is: 'broken' });
      }
      expect(
        cuts(proxmox, path, bytes.subarray(0, 12 + between), 12 + between).filter(
          (word) => !/^(?:cut|broken)/.test(word),
        ),
      ).toEqual([]);
      expect(standing(proxmox, path, bytes.subarray(0, 3000)).is).toBe('broken');
      endures(proxmox, path, bytes, 30);
    }
  });

  it('has plain chunks that hold by their name', () => {
    const other = blob('42ab3807be8370a1', Buffer.alloc(0), seededBytes(9, 100));
    expect(standing(proxmox, chunk, other)).toHaveProperty(
      'detail',
      expect.stringContaining(`its name says sha256:${name}`),
    );
    expect(standing(proxmox, chunk, Buffer.alloc(0))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standing(proxmox, 'a.blob', Buffer.alloc(0))).not.toHaveProperty('severity');
    expect(standing(proxmox, `${chunk}.0.bad`, NOISE)).toEqual({ is: 'opaque' });
    expect(standing(proxmox, 'vm/100/owner', NOISE)).toEqual({ is: 'file' });
  });

  const index = (magic: string, entries: Buffer, size = 0, chunkSize = 0): Buffer => {
    const header = Buffer.alloc(4096);
    header.write(magic, 'hex');
    seededBytes(4, 24).copy(header, 8);
    createHash('sha256').update(entries).digest().copy(header, 32);
    header.writeBigUInt64LE(BigInt(size), 64);
    header.writeBigUInt64LE(BigInt(chunkSize), 72);
    return Buffer.concat([header, entries]);
  };

  it.each([
    ['fidx', index('2f7f41ed91fd0fcd', NOISE.subarray(0, 32 * 40), 39 * 4096 + 1, 4096)],
    ['didx', index('1c914ea519bab3cd', NOISE.subarray(0, 40 * 40))],
    ['didx', index('1c914ea519bab3cd', Buffer.alloc(0))],
  ])('has an index .%s that holds by its sha256', (extension, bytes) => {
    const path = `host/a/2026-01-01T00:00:00Z/root.pxar.${extension}`;
    expect(standing(proxmox, path, bytes)).toEqual({ is: 'proven' });
    for (const at of [0, 7, 32, 63, ...(bytes.length > 4096 ? [4096, bytes.length - 1] : [])]) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      expect({ at, is: standing(proxmox, path, copy).is }).toEqual({ at, is: 'broken' });
    }
    if (bytes.length > 4096)
      expect(standing(proxmox, path, bytes.subarray(0, -1))).toMatchObject({
        is: 'cut',
        detail: expect.stringContaining(`ends at byte ${bytes.length - 1}`),
      });
    expect(cuts(proxmox, path, bytes.subarray(0, 4096))).toEqual(['cut']);
    expect(standing(proxmox, path, bytes.subarray(0, 4096)).is).toBe(
      bytes.length === 4096 ? 'proven' : extension === 'fidx' ? 'cut' : 'broken',
    );
    expect(standing(proxmox, path, Buffer.concat([bytes, Buffer.alloc(40)])).is).not.toBe('proven');
    endures(proxmox, path, bytes, 30);
  });
});

describe('borg 2', () => {
  it('has packs, indexes and keys that hold by their name, and noise on purpose', () => {
    const bytes = Buffer.concat([Buffer.from('BORG_OBJ\x01'), NOISE]);
    const name = sha256(bytes);
    for (const path of [`packs/${name.slice(0, 2)}/${name}`, `index/${name}`, `keys/${name}`]) {
      expect(standing(borg2, path, bytes)).toEqual({ is: 'proven' });
      expect(flips(borg2, path, bytes)).toEqual(['broken']);
      expect(cuts(borg2, path, bytes)).toEqual(['broken']);
    }
    for (const path of [
      'config/space-reserve.0',
      'config/manifest',
      `archives/${name}`,
      'cache/checked-packs',
    ])
      expect(standing(borg2, path, NOISE)).toEqual({ is: 'opaque' });
    for (const path of [`data/ab/cd/${name}`, `packs/${name.slice(0, 2)}/${name}.del`])
      expect(standing(borg2, path, NOISE)).toEqual({ is: 'encrypted' });
    for (const path of ['config/readme', 'keys/repokey'])
      expect(standing(borg2, path, NOISE)).toEqual({ is: 'file' });
  });
});

describe('Lucene', () => {
  const codec = (content: Buffer): Buffer => {
    const start = Buffer.concat([
      Buffer.from('3fd76c17', 'hex'),
      content,
      Buffer.from('c02893e800000000', 'hex'),
    ]);
    const end = Buffer.alloc(8);
    end.writeUInt32BE(crc32(start), 4);
    return Buffer.concat([start, end]);
  };

  it('has files that hold by the CRC-32 in their footer', () => {
    const bytes = codec(NOISE);
    const paths = ['_0.cfs', '_1a_Lucene90_0.dvd', 'segments_5'];
    for (const path of paths) {
      expect(standing(lucene, path, bytes)).toEqual({ is: 'proven' });
      expect(
        flips(lucene, path, bytes.subarray(), 60).filter((word) => !/^(?:broken|cut|unknown)$/.test(word)),
      ).toEqual([]);
      for (const at of [4, 700, bytes.length - 1]) {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
        expect(standing(lucene, path, copy)).toMatchObject({
          is: 'broken',
          detail: expect.stringMatching(/its first 5012 bytes: CRC-32 wanted/),
        });
      }
      expect(cuts(lucene, path, bytes)).toEqual(['cut']);
      endures(lucene, path, bytes, 30);
    }
    for (const path of ['indices/abc/0/__x1-Y', 'snap-abc.dat', 'indices/abc/meta-x.dat'])
      expect(standing(elasticsearch, path, bytes)).toEqual({ is: 'proven' });
    expect(standing(elasticsearch, 'indices/abc/0/__x1.part0', NOISE)).toEqual({ is: 'opaque' });
    expect(standing(lucene, '_0.cfs', NOISE)).toEqual({ is: 'unknown' });
    expect(standing(lucene, 'write.lock', Buffer.alloc(0))).toEqual({ is: 'file' });
  });
});

describe('stores that are left alone', () => {
  const hex = 'ab'.repeat(31);

  it.each([
    [
      kopia,
      ['kopia.repository.f', 'p/', 'q/'],
      {
        'p/abc/def.f': 'encrypted',
        'kopia.maintenance.f': 'encrypted',
        'kopia.repository.f': 'file',
        '.shards': 'file',
      },
    ],
    [
      duplicacy,
      ['chunks/', 'config', 'snapshots/'],
      {
        config: 'opaque',
        [`chunks/ab/${hex}`]: 'opaque',
        [`chunks/ab/${hex}.fsl`]: 'opaque',
        'snapshots/pc/12': 'opaque',
        'snapshots/readme.md': 'file',
        'chunks/photo.jpg': 'file',
      },
    ],
    [
      wiredTiger,
      ['WiredTiger', 'WiredTiger.wt', 'journal/'],
      {
        'journal/WiredTigerPreplog.0000000001': 'paged',
        'diagnostic.data/metrics.2026': 'opaque',
        'mongod.log': 'file',
      },
    ],
    [
      cassandra,
      ['backups/', 'nb-1-big-CompressionInfo.db', 'nb-1-big-Data.db', 'nb-1-big-TOC.txt'],
      {
        'nb-1-big-Data.db': 'opaque',
        'nb-1-big-TOC.txt': 'file',
        'mc-1_abc-big-Index.db': 'opaque',
        'x.db': 'file',
      },
    ],
    [
      sparseBundle,
      ['Info.bckup', 'Info.plist', 'bands/', 'token'],
      { 'bands/1f': 'paged', 'Info.plist': 'file' },
    ],
    [
      veeam,
      ['Job D2026-01-01T000000_AB12.vbk', 'Job.vbm'],
      { 'Job D2026-01-01T000000_AB12.vbk': 'opaque', 'Job.vbm': 'file' },
    ],
  ] as const)('$name', (store, names, files) => {
    expect(storeAt(new Set(names))?.voucher).toBe(store);
    for (const [path, is] of Object.entries(files))
      expect({ path, ...standing(store, path, NOISE) }).toEqual({ path, is });
  });
});
