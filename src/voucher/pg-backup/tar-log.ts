import type { PgRange } from './manifest.ts';
import { isSegmentSize, segmentSizeOf, segmentsOf, USUAL_SEGMENT } from './segments.ts';

const HEAD = 36;

/** The segments of the write-ahead log that go by, to be held against what a restore needs. */
export type SeenLog = {
  segment(name: string): { readonly update: (bytes: Buffer) => void; readonly end: () => void };
  /** The names that are missing, and what is wrong with others. */
  end(): {
    readonly missing: readonly string[];
    readonly wrong: readonly string[];
    /** What is said where none went by although some are needed: an archive may keep them. */
    readonly absent?: string;
  };
};

/** Begins to look at segments; how long they must be, most of them say themselves. */
export function seenLog(ranges: readonly PgRange[]): SeenLog {
  const sizes = new Map<string, number>();
  const votes = new Map<number, number>();
  const vote = (size: number | undefined): void => {
    if (size !== undefined && isSegmentSize(size)) votes.set(size, (votes.get(size) ?? 0) + 1);
  };
  return {
    segment(name) {
      let head = Buffer.alloc(0);
      let size = 0;
      return {
        update(bytes) {
          size += bytes.length;
          if (head.length < HEAD) head = Buffer.concat([head, bytes.subarray(0, HEAD - head.length)]);
        },
        end() {
          sizes.set(name, size);
          vote(segmentSizeOf(head));
          vote(size);
        },
      };
    },
    end() {
      const [[size] = [USUAL_SEGMENT]] = [...votes].toSorted(([, a], [, b]) => b - a);
      const needed = segmentsOf(ranges, size);
      if (needed === undefined) return { missing: [], wrong: ['more segments are wanted than can be held'] };
      const [first] = needed;
      if (sizes.size === 0 && first !== undefined) {
        const through = needed.length === 1 ? '' : ` to ${needed.at(-1)}`;
        const absent = `no write-ahead log is in it: a restore needs ${first}${through} from an archive`;
        return { missing: [], wrong: [], absent };
      }
      return {
        missing: needed.filter((name) => !sizes.has(name)),
        wrong: needed.flatMap((name) => {
          const found = sizes.get(name) ?? size;
          return found === size ? [] : [`${name}: ${size} bytes wanted, ${found} found`];
        }),
      };
    },
  };
}
