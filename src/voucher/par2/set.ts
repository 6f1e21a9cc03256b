import type { BytePath } from '../../model/path.ts';
import { type Par2Packet, RECOVERY } from './packets.ts';

/** What is known of one slice: its MD5 in hex and its CRC-32, both of the slice filled up with zeros. */
export type Par2Slice = { readonly md5: string; readonly crc: number };

/** A file of a set: its name below the set's directory, its size, its MD5 in hex, and its slices where they are known. */
export type Par2Target = {
  readonly name: BytePath;
  readonly size: bigint;
  readonly md5: string;
  /** It can be repaired: it is not only listed. */
  readonly isRecoverable: boolean;
  readonly slices?: readonly Par2Slice[];
};

/** A recovery set. */
export type Par2Set = {
  /** Bytes of a slice; undefined where no main packet was left. */
  readonly sliceSize?: number;
  readonly targets: readonly Par2Target[];
  /** How many files the main packet names that no packet describes. */
  readonly undescribed: number;
  /** How many different recovery blocks there are. */
  readonly blocks: number;
};

const MAIN = 'PAR 2.0\0Main\0\0\0\0';
const DESCRIPTION = 'PAR 2.0\0FileDesc';
const SLICES = 'PAR 2.0\0IFSC\0\0\0\0';
const ID = 16;
const SLICE = 20;

/** Puts packets of one recovery set together (Parity Volume Set Specification 2.0, "Packet Types"); copies are normal. */
export function createPar2Set(packets: readonly Par2Packet[]): Par2Set {
  const bodies = (type: string, least: number): Buffer[] =>
    packets.filter((each) => each.type === type && each.body.length >= least).map(({ body }) => body);
  const [main] = bodies(MAIN, 12);
  const named = main === undefined ? [] : idsIn(main);
  const recoverable = new Set(named.slice(0, main?.readUInt32LE(8) ?? 0));
  const slices = new Map(bodies(SLICES, ID).map((body) => [idOf(body), slicesIn(body)]));
  const described = new Map<string, Par2Target>();
  for (const body of bodies(DESCRIPTION, 56)) {
    const known = slices.get(idOf(body));
    described.set(idOf(body), {
      name: body.toString('latin1', 56).replace(/\0+$/, ''),
      size: body.readBigUInt64LE(48),
      md5: body.toString('hex', ID, 32),
      isRecoverable: recoverable.has(idOf(body)),
      ...(known === undefined ? {} : { slices: known }),
    });
  }
  const size = main?.readBigUInt64LE(0);
  return {
    ...(size === undefined ? {} : { sliceSize: Number(size) }),
    targets: [...described.values()],
    undescribed: named.filter((id) => !described.has(id)).length,
    blocks: new Set(bodies(RECOVERY, 4).map((body) => body.readUInt32LE(0))).size,
  };
}

function idOf(body: Buffer): string {
  return body.toString('hex', 0, ID);
}

function idsIn(main: Buffer): string[] {
  const ids: string[] = [];
  for (let at = 12; at + ID <= main.length; at += ID) ids.push(main.toString('hex', at, at + ID));
  return ids;
}

function slicesIn(body: Buffer): Par2Slice[] {
  const slices: Par2Slice[] = [];
  for (let at = ID; at + SLICE <= body.length; at += SLICE)
    slices.push({ md5: body.toString('hex', at, at + ID), crc: body.readUInt32LE(at + ID) });
  return slices;
}
