/** Disk images that were made of others: the parent must be there, and be the image that it was. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../src/hash/crc.ts';
import { seededBytes } from './help/bytes.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { keptFile } from './structure/kept.ts';

const scratch = makeScratch();

function treeOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function errors(files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly unknown[]> {
  const { code, events } = await told(['scan', treeOf(files)]);
  const wrong = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return [code, ...wrong.map((each) => `${each.code} ${each.path}`)];
}

const image = (name: string): Buffer => gunzipSync(keptFile(`${name}/disk.${name}.gz`));

const VHD_ID = seededBytes(3, 16);

/** Sums a part of a VHD anew. */
function summed(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt32BE(0, at);
  bytes.writeUInt32BE(~bytes.reduce((sum, byte) => sum + byte, 0) >>> 0, at);
  return bytes;
}

/** A growing VHD with an identifier, or one that was made of another: footer, header, locators, table, footer. */
function vhd(
  id: Buffer,
  parent?: { readonly id: Buffer; readonly paths: Readonly<Record<string, string>> },
): Buffer {
  const footer = Buffer.alloc(512);
  footer.write('conectix');
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x10000, 12);
  footer.writeBigUInt64BE(512n, 16);
  footer.writeBigUInt64BE(4_194_304n, 40);
  footer.writeBigUInt64BE(4_194_304n, 48);
  footer.writeUInt32BE(parent === undefined ? 3 : 4, 60);
  id.copy(footer, 68);
  summed(footer, 64);
  const header = Buffer.alloc(1024);
  header.write('cxsparse');
  header.fill(0xff, 8, 16);
  header.writeUInt32BE(0x10000, 24);
  header.writeUInt32BE(2, 28);
  header.writeUInt32BE(0x200000, 32);
  const paths = Object.entries(parent?.paths ?? {});
  const locators = paths.map(([, path]) => Buffer.concat([Buffer.from(path, 'utf16le')], 512));
  const table = 1536 + locators.length * 512;
  header.writeBigUInt64BE(BigInt(table), 16);
  parent?.id.copy(header, 40);
  for (const [i, [code, path]] of paths.entries()) {
    if (code === 'name') Buffer.from(path, 'utf16le').swap16().copy(header, 64);
    const at = 576 + i * 24;
    if (code !== 'name') header.write(code, at, 'latin1');
    header.writeUInt32BE(512, at + 4);
    header.writeUInt32BE(path.length * 2, at + 8);
    header.writeBigUInt64BE(BigInt(1536 + i * 512), at + 16);
  }
  summed(header, 36);
  return Buffer.concat([footer, header, ...locators, Buffer.alloc(512, 0xff), footer]);
}

describe('a differencing VHD', () => {
  const base = vhd(VHD_ID);
  const child = (paths: Readonly<Record<string, string>>): Buffer =>
    vhd(seededBytes(4, 16), { id: VHD_ID, paths });

  it.each([
    ['base.vhd', { W2ru: String.raw`.\base.vhd`, W2ku: String.raw`D:\vm\base.vhd` }],
    ['base.vhd', { W2ku: String.raw`D:\vm\base.vhd` }],
    ['BASE.VHD', { W2ru: String.raw`.\Base.vhd`, W2ku: String.raw`D:\vm\Base.vhd` }],
    ['base.vhd', { name: 'base.vhd' }],
    ['../b/base.vhd', { W2ru: String.raw`..\b\base.vhd` }],
  ])('has its parent at %s', async (at, paths) => {
    expect(await errors({ [join('a', at)]: base, 'a/top.vhd': child(paths) })).toEqual([0]);
    expect(await errors({ [join('a', at)]: base, 'a/top.avhd': child(paths) })).toEqual([0]);
  });

  it.each([
    [{ W2ru: String.raw`.\base.vhd`, W2ku: String.raw`D:\vm\base.vhd` }, 1, 'missing a/base.vhd'],
    [{ W2ku: String.raw`D:\vm\base.vhd` }, 3, 'denied a/top.vhd'],
    [{ W2ru: String.raw`..\..\base.vhd` }, 3, 'denied a/top.vhd'],
    [{ name: 'base.vhd' }, 1, 'missing a/base.vhd'],
    [{ name: String.raw`\\server\vm\base.vhd` }, 3, 'denied a/top.vhd'],
  ])('lacks its parent: %j', async (paths, code, found) => {
    expect(await errors({ 'a/top.vhd': child(paths) })).toEqual([code, found]);
  });

  it('has another image in the place of its parent', async () => {
    const files = { 'base.vhd': vhd(seededBytes(5, 16)), 'top.vhd': child({ W2ru: String.raw`.\base.vhd` }) };
    expect(await errors(files)).toEqual([1, 'broken-structure top.vhd']);
  });
});

/** A VHDX with a locator of a parent in its metadata. */
function vhdxChild(values: Readonly<Record<string, string>>): Buffer {
  const bytes = Buffer.from(image('vhdx'));
  const regions = bytes.subarray(196_608, 262_144);
  const entry = [16, 48].find((at) => regions.toString('hex', at, at + 4) === '06a27c8b') ?? 0;
  const metadata = Number(regions.readBigUInt64LE(entry + 16));
  const count = bytes.readUInt16LE(metadata + 10);
  const at = metadata + 32 + count * 32;
  bytes.writeUInt16LE(count + 1, metadata + 10);
  bytes.write('2d5fd3a80bb34d45abf7d3d84834ab0c', at, 'hex');
  const pairs = Object.entries(values);
  const locator = Buffer.alloc(4096);
  locator.writeUInt16LE(pairs.length, 18);
  let end = 20 + pairs.length * 12;
  for (const [i, pair] of pairs.entries())
    for (const [j, text] of pair.entries()) {
      const part = Buffer.from(text, 'utf16le');
      locator.writeUInt32LE(end, 20 + i * 12 + j * 4);
      locator.writeUInt16LE(part.length, 28 + i * 12 + j * 2);
      part.copy(locator, end);
      end += part.length;
    }
  bytes.writeUInt32LE(0x20000, at + 16);
  bytes.writeUInt32LE(end, at + 20);
  locator.copy(bytes, metadata + 0x20000);
  return bytes;
}

describe('a differencing VHDX', () => {
  const base = image('vhdx');
  const newest =
    [65_536, 131_072].toSorted((a, b) =>
      Number(base.readBigUInt64LE(b + 8) - base.readBigUInt64LE(a + 8)),
    )[0] ?? 0;
  const raw = base.subarray(newest + 32, newest + 48);
  const turned = (from: number, to: number): string =>
    Buffer.from(raw.subarray(from, to).toReversed()).toString('hex');
  const linkage =
    `{${turned(0, 4)}-${turned(4, 6)}-${turned(6, 8)}-${raw.toString('hex', 8, 10)}-${raw.toString('hex', 10)}}`.toUpperCase();
  const child = vhdxChild({
    parent_linkage: linkage,
    relative_path: String.raw`.\base.vhdx`,
    absolute_win32_path: String.raw`C:\vm\base.vhdx`,
  });

  it('has its parent, under a name of a checkpoint too', async () => {
    expect(await errors({ 'base.vhdx': base, 'top.vhdx': child })).toEqual([0]);
    expect(await errors({ 'base.vhdx': base, 'top_1.avhdx': child })).toEqual([0]);
  });

  it('lacks its parent', async () => {
    expect(await errors({ 'a/top.avhdx': child })).toEqual([1, 'missing a/base.vhdx']);
    const far = vhdxChild({ parent_linkage: linkage, absolute_win32_path: String.raw`C:\vm\base.vhdx` });
    expect(await errors({ 'a/top.vhdx': far })).toEqual([3, 'denied a/top.vhdx']);
  });

  it('has a parent that was written to since', async () => {
    const written = Buffer.from(base);
    for (const at of [65_536, 131_072]) {
      written.write('0102030405060708', at + 32, 'hex');
      written.writeUInt32LE(0, at + 4);
      written.writeUInt32LE(crc32c(written.subarray(at, at + 4096)), at + 4);
    }
    expect(await errors({ 'base.vhdx': written, 'top.vhdx': child })).toEqual([
      1,
      'broken-structure top.vhdx',
    ]);
  });
});

describe('a differencing VDI', () => {
  const base = image('vdi');
  const id = base.subarray(0x188, 0x198);
  const child = Buffer.from(base);
  child.writeUInt32LE(4, 0x4c);
  seededBytes(7, 16).copy(child, 0x188);
  id.copy(child, 0x1a8);

  it('has its parent anywhere in the tree', async () => {
    expect(await errors({ 'vm/disk.vdi': base, 'vm/Snapshots/{1}.vdi': child })).toEqual([0]);
    expect(await errors({ 'media/disk.vdi': base, 'vm/Snapshots/{1}.vdi': child })).toEqual([0]);
  });

  it('lacks its parent', async () => {
    expect(await errors({ 'vm/Snapshots/{1}.vdi': child })).toEqual([3, 'denied vm/Snapshots/{1}.vdi']);
  });
});

describe('a VMDK with a parent', () => {
  const descriptor = (cid: string, more = ''): string =>
    `# Disk DescriptorFile\nversion=1\nCID=${cid}\n${more}createType="monolithicFlat"\nRW 2048 FLAT "x-flat.vmdk" 0\n`;
  const flat = { 'x-flat.vmdk': seededBytes(1, 1024) };
  const child = descriptor('22222222', 'parentCID=0a1b2c3d\nparentFileNameHint="base.vmdk"\n');

  it('is held to the content that the parent had', async () => {
    expect(await errors({ ...flat, 'base.vmdk': descriptor('0A1B2C3D'), 'top.vmdk': child })).toEqual([0]);
    expect(await errors({ ...flat, 'base.vmdk': descriptor('a1b2c3d'), 'top.vmdk': child })).toEqual([0]);
    expect(await errors({ ...flat, 'base.vmdk': descriptor('0a1b2c3e'), 'top.vmdk': child })).toEqual([
      1,
      'broken-structure top.vmdk',
    ]);
    expect(await errors({ ...flat, 'top.vmdk': child })).toEqual([1, 'missing base.vmdk']);
    const far = child.replace('"base.vmdk"', String.raw`"C:\vm\base.vmdk"`);
    expect(await errors({ ...flat, 'top.vmdk': far })).toEqual([3, 'denied top.vmdk']);
    expect(await errors({ ...flat, 'base.vmdk': descriptor('0a1b2c3d'), 'top.vmdk': far })).toEqual([0]);
  });
});
