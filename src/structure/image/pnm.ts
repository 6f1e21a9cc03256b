import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const LONGEST_HEADER = 4096;
/** Two or three numbers, separated by space and comments, and one byte of space after the last. */
const BITS = /^P4((?:(?:\s|#[^\n]*\n){1,99}\d{1,9}){2})\s/;
const BYTES = /^P[56]((?:(?:\s|#[^\n]*\n){1,99}\d{1,9}){3})\s/;
const BETWEEN = /#[^\n]*\n|\s+/;

/**
 * Netpbm pictures in bits and bytes, PBM, PGM, PPM and PAM (pbm(5), pgm(5), ppm(5), pam(5)): as many rows as the header
 * says. More pictures may follow.
 */
export const pnm: Structure = {
  name: 'pnm',
  starts: 'P',
  // Uncompressed rows: black ones, gradients, noise.
  traits: ['dense', 'paged'],
  extensions: [],
  recognises(head) {
    const start = Buffer.from(head.subarray(0, LONGEST_HEADER)).toString('latin1');
    return lengths(start) !== undefined;
  },
  createCheck: ({ head }) => exactProbe((reader) => walk(reader, head)),
};

function* walk(reader: ExactReader, head: Uint8Array): Step<StructureVerdict> {
  const found = lengths(Buffer.from(head.subarray(0, LONGEST_HEADER)).toString('latin1'));
  if (found === undefined) return UNKNOWN;
  yield* reader.skip(found.header, 'its header');
  const { pixels, header } = found;
  if (!Number.isSafeInteger(pixels)) return UNKNOWN;
  const size = yield* reader.readToEnd();
  return size < header + pixels ? cut(`ends at ${size}; its rows extend to ${header + pixels}`) : SOUND;
}

/** Returns the sizes in bytes of the header and of the pixels; undefined where it is not valid. */
function lengths(start: string): { readonly header: number; readonly pixels: number } | undefined {
  const pam = /^P7\n(?:#[^\n]*\n|[A-Z]+ [^\n]*\n)+?ENDHDR\n/.exec(start)?.[0];
  if (pam !== undefined) {
    const field = (name: string): number => Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(pam)?.[1]);
    const bytes = field('MAXVAL') > 255 ? 2 : 1;
    const pixels = field('WIDTH') * field('HEIGHT') * field('DEPTH') * bytes;
    return pixels > 0 ? { header: pam.length, pixels } : undefined;
  }
  const kind = start.charAt(1);
  const [all = '', wanted = ''] = (kind === '4' ? BITS : BYTES).exec(start) ?? [];
  const words = wanted.split(BETWEEN).filter((word) => word !== '');
  const [width = 0, height = 0, most = 1] = words.map(Number);
  if (width <= 0 || height <= 0 || most <= 0 || most > 65_535) return undefined;
  const row = kind === '4' ? Math.ceil(width / 8) : width * (kind === '6' ? 3 : 1) * (most > 255 ? 2 : 1);
  return { header: all.length, pixels: row * height };
}
