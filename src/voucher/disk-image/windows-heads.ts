import type { BytePath } from '../../model/path.ts';
import type { NamedImage } from './heads.ts';

/** Reads bytes of an image at an offset; fewer where it ends. */
export type ReadAt = (at: number, length: number) => Buffer;

const VHD = { footer: 512, header: 1024, differencing: 4, locators: 8, locator: 24, longest: 4096 };
const RELATIVE = 'W2ru';
const ABSOLUTE = 'W2ku';
const VHDX = { headers: [65_536, 131_072], regions: [196_608, 262_144], most: 1024 };
/** GUIDs as they lie in a file. */
const METADATA = '06a27c8b90479a4bb8fe575f050f886e';
const LOCATOR = '2d5fd3a80bb34d45abf7d3d84834ab0c';

/** Returns the parent that a differencing VHD names (VHD specification 1.0), relative paths first. */
export function vhdParent(read: ReadAt): NamedImage | undefined {
  const footer = read(0, VHD.footer);
  if (footer.toString('latin1', 0, 8) !== 'conectix' || footer.readUInt32BE(60) !== VHD.differencing)
    return undefined;
  const header = read(Number(footer.readBigUInt64BE(16)), VHD.header);
  if (header.length < VHD.header || header.toString('latin1', 0, 8) !== 'cxsparse') return undefined;
  const named = new Map<string, string>();
  for (let i = 0; i < VHD.locators; i++) {
    const at = 576 + i * VHD.locator;
    const length = Math.min(header.readUInt32BE(at + 8), VHD.longest);
    const bytes = read(Number(header.readBigUInt64BE(at + 16)), length);
    named.set(header.toString('latin1', at, at + 4), bytes.toString('utf16le'));
  }
  const plain = Buffer.from(header.subarray(64, 576)).swap16().toString('utf16le');
  const targets = [named.get(RELATIVE), named.get(ABSOLUTE), plain].flatMap(windowsPath);
  return parentOf(targets, header.toString('hex', 40, 56));
}

/** Returns by what children know a VHD: the identifier in the footer at its end. */
export function vhdIdentity(read: ReadAt, size: number): string | undefined {
  const footer = read(size - VHD.footer, VHD.footer);
  return footer.toString('latin1', 0, 8) === 'conectix' ? footer.toString('hex', 68, 84) : undefined;
}

/** Returns the parent that a differencing VHDX names (MS-VHDX 2.6.2.6), relative paths first. */
export function vhdxParent(read: ReadAt): NamedImage | undefined {
  const at = metadataOf(read);
  const table = at === undefined ? undefined : read(at, 65_536);
  if (at === undefined || table?.toString('latin1', 0, 8) !== 'metadata') return undefined;
  for (let i = 0; i < Math.min(table.readUInt16LE(10), VHDX.most); i++) {
    const entry = 32 + i * 32;
    if (table.toString('hex', entry, entry + 16) !== LOCATOR) continue;
    const values = valuesOf(
      read(at + table.readUInt32LE(entry + 16), Math.min(table.readUInt32LE(entry + 20), 65_536)),
    );
    const targets = ['relative_path', 'absolute_win32_path']
      .map((key) => values.get(key))
      .flatMap(windowsPath);
    return parentOf(targets, values.get('parent_linkage')?.toLowerCase().replace(/[{}]/g, ''));
  }
  return undefined;
}

/** Returns by what children know a VHDX: which data was written last, as its newest header says. */
export function vhdxIdentity(read: ReadAt): string | undefined {
  const [newest] = VHDX.headers
    .map((at) => read(at, 64))
    .filter((header) => header.length === 64 && header.toString('latin1', 0, 4) === 'head')
    .toSorted((a, b) => Number(b.readBigUInt64LE(8) - a.readBigUInt64LE(8)));
  return newest === undefined ? undefined : guidOf(newest.subarray(32, 48));
}

/** Writes a GUID as Windows does: its first three numbers lie with their lowest byte first. */
function guidOf(bytes: Buffer): string {
  const parts = [bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)].map((part) =>
    Buffer.from(part.toReversed()).toString('hex'),
  );
  return [...parts, bytes.toString('hex', 8, 10), bytes.toString('hex', 10, 16)].join('-');
}

function metadataOf(read: ReadAt): number | undefined {
  for (const at of VHDX.regions) {
    const table = read(at, 65_536);
    if (table.length < 65_536 || table.toString('latin1', 0, 4) !== 'regi') continue;
    for (let i = 0; i < Math.min(table.readUInt32LE(8), VHDX.most); i++) {
      const entry = 16 + i * 32;
      if (table.toString('hex', entry, entry + 16) === METADATA)
        return Number(table.readBigUInt64LE(entry + 16));
    }
  }
  return undefined;
}

/** Returns the keys and values of a parent locator. */
function valuesOf(bytes: Buffer): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const count = bytes.length < 20 ? 0 : bytes.readUInt16LE(18);
  for (let i = 0, at = 20; i < count && at + 12 <= bytes.length; i++, at += 12) {
    const text = (offset: number, length: number): string =>
      bytes.toString('utf16le', offset, offset + length);
    const key = text(bytes.readUInt32LE(at), bytes.readUInt16LE(at + 8));
    values.set(key, text(bytes.readUInt32LE(at + 4), bytes.readUInt16LE(at + 10)));
  }
  return values;
}

function windowsPath(text: string | undefined): BytePath[] {
  const path =
    text
      ?.split('\0', 1)[0]
      ?.replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, '') ?? '';
  return path === '' ? [] : [Buffer.from(path).toString('latin1')];
}

function parentOf(
  [target, ...others]: readonly BytePath[],
  identity: string | undefined,
): NamedImage | undefined {
  if (target === undefined) return undefined;
  return { what: 'its parent', target, others, ...(identity === undefined ? {} : { identity }) };
}
