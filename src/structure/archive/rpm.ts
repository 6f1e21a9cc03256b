import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const LEAD = 96;
const HEADER = '8eade801';
const MAX_ENTRIES = 4000;
/**
 * Tags of the signature: length of header and payload, hex digest of the header; tag of the header: digest of the
 * payload.
 */
const TAG = { size: 1000, headerSha256: 273, payloadSha256: 5092 };
const LONGEST_VALUE = 65;

/**
 * RPM packages (rpm.org, "RPM V4 Package format"): the two headers, the length of the signed part, and the SHA-256 of
 * header and payload where given (rpm 4.14 and later).
 */
export const rpm: Structure = {
  name: 'rpm',
  starts: '\xed',
  traits: ['dense'],
  extensions: ['rpm'],
  recognises: (head) =>
    u32be(head, 0) === 0xedabeedb && Buffer.from(head.subarray(LEAD, LEAD + 4)).toString('hex') === HEADER,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  yield* reader.skip(LEAD, 'the lead');
  const signature = yield* header(reader, 'the signature');
  if ('is' in signature) return signature;
  yield* reader.skip((8 - (signature.length % 8)) % 8, 'the signature');
  const start = reader.offset;
  const main = yield* header(reader, 'the header');
  if ('is' in main) return main;
  const headerWanted = hexOf(signature.values.get(TAG.headerSha256));
  if (headerWanted !== undefined && headerWanted !== main.sha256)
    return mismatch(`header at ${start}: SHA-256`, headerWanted, main.sha256);
  const payload = createHash('sha256');
  const from = reader.offset;
  const end = yield* reader.readToEnd((bytes) => void payload.update(bytes));
  const size = signature.values.get(TAG.size)?.readUInt32BE(0);
  if (size !== undefined && end < start + size)
    return cut(`ends at ${end}; its signature says ${start + size} bytes`);
  const wanted = hexOf(main.values.get(TAG.payloadSha256));
  const found = payload.digest('hex');
  if (wanted !== undefined && wanted !== found) return mismatch(`payload at ${from}: SHA-256`, wanted, found);
  return wanted !== undefined && headerWanted !== undefined ? PROVEN : SOUND;
}

type Header = {
  readonly length: number;
  readonly sha256: string;
  /** The first 65 bytes at the offset of each requested tag. */
  readonly values: ReadonlyMap<number, Buffer>;
};

function* header(reader: ExactReader, what: string): Step<Header | StructureVerdict> {
  const start = reader.offset;
  const hash = createHash('sha256');
  const head = yield* reader.take(16, what);
  if (head.toString('hex', 0, 4) !== HEADER)
    return broken(`not a valid header at ${start}: ${head.toString('hex', 0, 4)}`);
  const [entries, length] = [u32be(head, 8), u32be(head, 12)];
  if (entries > MAX_ENTRIES) return UNKNOWN;
  hash.update(head);
  const index = yield* reader.take(entries * 16, what);
  hash.update(index);
  const store = reader.offset;
  const asked = new Map<number, { from: number; parts: Buffer[] }>();
  for (let at = 0; at < index.length; at += 16)
    if (Object.values(TAG).includes(u32be(index, at)))
      asked.set(u32be(index, at), { from: u32be(index, at + 8), parts: [] });
  let seen = 0;
  yield* reader.skip(length, what, (bytes) => {
    hash.update(bytes);
    for (const { from, parts } of asked.values()) {
      const part = bytes.subarray(Math.max(0, from - seen), Math.max(0, from + LONGEST_VALUE - seen));
      parts.push(Buffer.from(part));
    }
    seen += bytes.length;
  });
  const values = new Map(
    [...asked].map(([tag, { parts }]) => [tag, Buffer.concat([...parts, Buffer.alloc(4)])]),
  );
  return { length: store + length - start, sha256: hash.digest('hex'), values };
}

function hexOf(value: Buffer | undefined): string | undefined {
  return value === undefined ? undefined : /^[0-9a-f]{64}/.exec(latin1At(value, 0, 64))?.[0];
}
