import type { Content, Depth, Standing } from '../../model/content.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { extensionOf } from '../extensions.ts';
import { nameProbe } from '../stores/named-by-digest.ts';
import type { Structure } from './structure.ts';
import { formatOf, formatsOf } from './structures.ts';

const HEAD = 65_536;
const DEEPEST = 2;

/** What a file is by its first bytes, and how it stands by its own structure. */
export type Examined = Pick<Content, 'format' | 'standing' | 'demanded'>;

/**
 * Looks at one file by the first format that recognises it. Waits for 64 KiB or the end before it decides; what lies
 * inside of what lies inside is not looked at.
 */
export function examineStructure(
  path: BytePath,
  size: number | undefined,
  depth: Depth = 'normal',
  level = 0,
): Probe<Examined> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let structure: Structure | undefined;
  let check: Probe<Standing> | undefined;
  let isDecided = false;

  const named = level === 0 ? nameProbe(path) : undefined;

  const decide = (head: Uint8Array): void => {
    isDecided = true;
    const extension = extensionOf(nameOf(path));
    structure = formatOf(head) ?? formatsOf(extension).find((each) => each.isNamedOnly === true);
    check = structure?.begin?.({
      path,
      size,
      head: head.subarray(0, HEAD),
      depth,
      nest: (inner) =>
        level >= DEEPEST ? SILENT : standingOf(examineStructure(inner, undefined, depth, level + 1)),
    });
  };
  const flush = (): void => {
    const head = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting);
    waiting.length = 0;
    if (head === undefined) return;
    decide(head);
    check?.update(head);
  };

  return {
    update(chunk) {
      named?.update(chunk);
      if (isDecided) {
        check?.update(chunk);
        return;
      }
      const isWhole = waitingBytes === 0 && (chunk.length >= HEAD || chunk.length === size);
      waiting.push(isWhole ? chunk : Buffer.from(chunk));
      waitingBytes += chunk.length;
      if (isWhole || waitingBytes >= HEAD) flush();
    },
    end() {
      if (!isDecided && waitingBytes > 0) flush();
      const byName = named?.end() ?? UNKNOWN;
      const inside = check?.end() ?? UNKNOWN;
      const standing = byName.is === 'unknown' ? inside : byName;
      const demanded = formatsOf(extensionOf(nameOf(path)));
      return structure === undefined ? { standing, demanded } : { format: structure, standing, demanded };
    },
  };
}

const UNKNOWN: Standing = { is: 'unknown' };
const SILENT: Probe<Standing> = { update: () => {}, end: () => UNKNOWN };

function standingOf(probe: Probe<Examined>): Probe<Standing> {
  return { update: (chunk) => probe.update(chunk), end: () => probe.end().standing };
}
