import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const SYNC = 0x47;
const MIN_PACKETS = 5;
const MIN_SPAN = 4096;

/**
 * MPEG transport streams (ISO 13818-1, 2.4.3): packets of 188 bytes, or 192 (Blu-ray) or 204, each with its sync byte.
 */
export const mpegTs: Structure = {
  name: 'mpeg-ts',
  traits: ['dense'],
  extensions: ['m2ts', 'm2t', 'tp', 'trp'],
  recognises: (head) => packetOf(head) !== undefined,
  createCheck: ({ head }) =>
    chunkedProbe((source) => check(source, packetOf(head) ?? { size: 188, lead: 0 })),
};

/** MPEG program streams (ISO 13818-1, 2.5; DVD): recognised by the first pack header. */
export const mpegPs: Structure = {
  name: 'mpeg-ps',
  starts: '\0',
  traits: ['dense'],
  extensions: ['vob'],
  recognises: (head) =>
    hexOf(head.subarray(0, 4)) === '000001ba' &&
    (((head[4] ?? 0) & 0xc4) === 0x44 || ((head[4] ?? 0) & 0xf1) === 0x21),
};

type Packet = { readonly size: number; readonly lead: number };

/** Returns the size of packets and the position of the sync byte in them, where five packets agree. */
function packetOf(head: Uint8Array): Packet | undefined {
  if (head[0] !== SYNC && head[4] !== SYNC) return undefined;
  return [
    { size: 188, lead: 0 },
    { size: 192, lead: 4 },
    { size: 204, lead: 0 },
  ].find(({ size, lead }) => {
    for (let i = 0; i < MIN_PACKETS; i++) if (head[lead + i * size] !== SYNC) return false;
    return true;
  });
}

function* check(source: Source, { size, lead }: Packet): Step<StructureVerdict> {
  const needed = Math.ceil(MIN_SPAN / size) - 1;
  let packets = 0;
  let misses = 0;
  let row = 0;
  for (;;) {
    const packet = yield* source.take(size);
    if (packet.length < size) return misses > 0 || packet.length > 0 ? UNKNOWN : SOUND;
    packets += 1;
    row = packet[lead] === SYNC ? 0 : row + 1;
    misses += row === 0 ? 0 : 1;
    if (row >= needed)
      return broken(
        `no packets from ${(packets - row) * size} to ${packets * size}: their sync bytes are lost`,
      );
  }
}
