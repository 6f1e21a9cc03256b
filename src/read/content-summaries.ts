import { CONTENT_CLASSES, type ContentSummary } from '../model/content.ts';

const NUMBERS = 3;
const KINDS = ['-', 'Z', 'C', 'T', 'R', 'H', 'B'] as const;
const BIT = { examined: 1, recognised: 2, headLost: 4 };

/** Room for the glances at so many tasks, three numbers each; a task that was not examined stays zero. */
export function createSummaries(tasks: number): Uint32Array {
  return new Uint32Array(tasks * NUMBERS);
}

/** Keeps what was seen of a task. */
export function putGlance(glances: Uint32Array, index: number, glance: ContentSummary): void {
  const bits =
    BIT.examined | (glance.isRecognised ? BIT.recognised : 0) | (glance.isHeadLost ? BIT.headLost : 0);
  const code = bits | (CONTENT_CLASSES.indexOf(glance.contentClass) << 4) | (KINDS.indexOf(glance.kind) << 8);
  glances.set([code, glance.head, glance.print], index * NUMBERS);
}

/** What was seen of a task, or nothing where it was not examined. */
export function glanceAt(glances: Uint32Array | undefined, index: number): ContentSummary | undefined {
  const [code = 0, head = 0, print = 0] = glances?.subarray(index * NUMBERS, (index + 1) * NUMBERS) ?? [];
  if (code === 0) return undefined;
  return {
    contentClass: CONTENT_CLASSES[(code >> 4) & 15] ?? 'unknown',
    kind: KINDS[(code >> 8) & 15] ?? '-',
    isRecognised: (code & BIT.recognised) !== 0,
    isHeadLost: (code & BIT.headLost) !== 0,
    head,
    print,
  };
}

/** Copies the glances of some tasks to their places in another job. */
export function moveGlances(from: Uint32Array, to: Uint32Array, indexes: readonly number[]): void {
  indexes.forEach((index, i) => {
    to.set(from.subarray(i * NUMBERS, (i + 1) * NUMBERS), index * NUMBERS);
  });
}
