import { createHash } from 'node:crypto';
import { crc32c } from '../../src/hash/crc.ts';
import type { BytePath } from '../../src/model/path.ts';

/** What a manifest made from the documentation is to say. */
export type PgSaid = {
  readonly algorithm?: 'CRC32C' | 'SHA224' | 'SHA256' | 'SHA384' | 'SHA512';
  readonly isBig?: boolean;
  readonly version?: number;
  readonly system?: string;
  readonly ranges?: string;
};

/** A backup_manifest of some files ("Backup Manifest Format" in the documentation of PostgreSQL). */
export function pgManifest(files: Readonly<Record<BytePath, Uint8Array>>, said: PgSaid = {}): Buffer {
  const { version = 1, system, ranges = '' } = said;
  const lines = Object.entries(files).map(([path, bytes]) => {
    const digest =
      said.algorithm === undefined
        ? ''
        : `, "Checksum-Algorithm": "${said.algorithm}", "Checksum": "${digestOf(bytes, said.algorithm, said.isBig === true)}"`;
    const isText = /^[ !#-[\]-~]*$/.test(path);
    const name = isText
      ? `"Path": "${path}"`
      : `"Encoded-Path": "${Buffer.from(path, 'latin1').toString('hex')}"`;
    return `{ ${name}, "Size": ${bytes.length}, "Last-Modified": "2026-11-23 05:07:57 GMT"${digest} }`;
  });
  const identity = system === undefined ? '' : `"System-Identifier": ${system},\n`;
  return signed(
    `{ "PostgreSQL-Backup-Manifest-Version": ${version},\n${identity}"Files": [\n${lines.join(',\n')}\n],\n"WAL-Ranges": [\n${ranges}\n],\n`,
  );
}

/** A text with the last line of a manifest, which has the digest of all before it. */
export function signed(text: string): Buffer {
  return Buffer.from(`${text}"Manifest-Checksum": "${createHash('sha256').update(text).digest('hex')}"}\n`);
}

/** One range of the write-ahead log, as a manifest has it. */
export function range(start: string, end: string, timeline = 1): string {
  return `{ "Timeline": ${timeline}, "Start-LSN": "${start}", "End-LSN": "${end}" }`;
}

/** A segment of the write-ahead log with nothing but its first page header. */
export function segment(size = 2 ** 20): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt16LE(0xd110, 0);
  bytes.writeUInt16LE(2, 2);
  bytes.writeUInt32LE(size, 32);
  bytes.writeUInt32LE(8192, 36);
  return bytes;
}

function digestOf(bytes: Uint8Array, algorithm: string, isBig: boolean): string {
  if (algorithm !== 'CRC32C') return createHash(algorithm).update(bytes).digest('hex');
  const crc = Buffer.alloc(4);
  if (isBig) crc.writeUInt32BE(crc32c(bytes));
  else crc.writeUInt32LE(crc32c(bytes));
  return crc.toString('hex');
}
