import { type Content, type Depth, type StructureVerdict, WHOLE_AT_QUICK } from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import type { Probe } from '../model/probe.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import { nameProbe } from '../structure/kit/named-by-digest.ts';
import type { Structure } from '../structure/kit/structure.ts';
import { formatOf, formatsOf } from '../structure/structures.ts';
import { suspect } from './detectors.ts';
import { createSurvey, type Survey } from './survey.ts';

const HEAD = 65_536;
const DEEPEST = 2;

/** What a file is by its first bytes, and how it stands by its own structure. */
export type Examined = Pick<Content, 'format' | 'verdict' | 'demanded'>;

/** How to look: how far, what the store of a file holds it against, how many containers it lies in. */
export type Examining = {
  readonly depth?: Depth;
  readonly byStore?: Probe<StructureVerdict> | undefined;
  /** What the store says is all that counts, so that nothing has to be unpacked twice. */
  readonly byStoreAlone?: boolean;
  readonly level?: number;
};

/**
 * Looks at one file by the first format that recognises it. Waits for 64 KiB or the end before it decides; what lies
 * inside is looked at like a file of its own, two containers deep.
 */
export function examineStructure(
  path: BytePath,
  size: number | undefined,
  { depth = 'normal', byStore, byStoreAlone = false, level = 0 }: Examining = {},
): Probe<Examined> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let structure: Structure | undefined;
  let check: Probe<StructureVerdict> | undefined;
  let isDecided = false;

  const isSampled = depth === 'quick' && (size ?? 0) > WHOLE_AT_QUICK;
  const named = isSampled ? undefined : (byStore ?? (level === 0 ? nameProbe(path) : undefined));

  const decide = (head: Uint8Array): void => {
    isDecided = true;
    const extension = extensionOf(nameOf(path));
    const byHead = formatOf(head);
    // Of a head that says no more than that it is text, the name may say more.
    const isUnclear = byHead === undefined || byHead.name === 'text';
    const byName = formatsOf(extension).find(
      (each) =>
        (isUnclear && each.recognisesNamed?.(head) === true) ||
        (byHead === undefined && each.isNamedOnly === true),
    );
    structure = byName ?? byHead;
    if (isSampled || byStoreAlone) return;
    check = structure?.begin?.({
      path,
      size,
      head: head.subarray(0, HEAD),
      depth,
      nest: (inner) => (level >= DEEPEST ? SILENT : examineInside(inner, depth, level + 1)),
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
      return structure === undefined
        ? { verdict: standing, demanded }
        : { format: structure, verdict: standing, demanded };
    },
  };
}

const UNKNOWN: StructureVerdict = { is: 'unknown' };
const SILENT: Probe<StructureVerdict> = { update: () => {}, end: () => UNKNOWN };

/** A survey is big, and only one inner file of each level is open at a time: it is used again. */
const spare: Survey[] = [];

/** What is no fault of an inner file: to be empty, encrypted without a header, or alike in its parts. */
const UNTOLD: ReadonlySet<FindingCode> = new Set(['empty-file', 'random-filled', 'repeated-blocks']);

/** An inner file: what the detectors say of it, as a verdict on its container. */
function examineInside(path: BytePath, depth: Depth, level: number): Probe<StructureVerdict> {
  const structure = examineStructure(path, undefined, { depth, level });
  const survey = spare.pop() ?? createSurvey();
  survey.begin(depth);
  return {
    update(chunk) {
      structure.update(chunk);
      survey.update(chunk);
    },
    end() {
      const examined = structure.end();
      const suspicion = suspect({ ...survey.end(), ...examined }, path);
      spare.push(survey);
      if (suspicion === undefined || suspicion.severity === 'note' || UNTOLD.has(suspicion.code))
        return examined.verdict;
      const { code, severity, detail = '' } = suspicion;
      const is = code === 'truncated-content' ? 'cut' : 'broken';
      const isWeak = severity === 'warning' || code === 'zero-filled' || code === 'constant-filled';
      const said =
        code === 'truncated-content' || code === 'broken-structure' ? detail : `${code}: ${detail}`;
      return isWeak ? { is, detail: said, severity: 'warning' } : { is, detail: said };
    },
  };
}
