import { type Content, type Depth, type StructureVerdict, WHOLE_AT_QUICK } from '../model/content.ts';
import type { FindingCode } from '../model/finding.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import type { Probe } from '../model/probe.ts';
import { findingText } from '../report/finding-text/finding-text.ts';
import { extensionOf } from '../structure/kit/extensions.ts';
import { nameProbe } from '../structure/kit/named-by-digest.ts';
import type { CheckedFile, Structure } from '../structure/kit/structure.ts';
import { PACKINGS } from '../structure/packings.ts';
import { formatOf, formatsOf } from '../structure/structures.ts';
import { detect } from './detectors.ts';
import { createSurvey, type Survey } from './survey.ts';
import { EMPTY_TARS } from './zero-filled.ts';

const HEAD = 65_536;
/** Of a volume of btrfs the superblock is only after that. */
const DECIDED = HEAD + 4096;
const DEEPEST = 2;

/** The format of a file by its first bytes, and the verdict on its structure. */
export type Examined = Pick<Content, 'format' | 'verdict' | 'demanded' | 'isUnchecked'>;

/** How to examine a file: how deep, with which probe of its store, and at which level of nesting. */
export type Examining = {
  readonly depth?: Depth;
  readonly byStore?: Probe<StructureVerdict> | undefined;
  /** Only the store's verdict counts, so that nothing has to be unpacked twice. */
  readonly byStoreAlone?: boolean;
  /** The store's verdict will never be that nothing is known, so that no other is asked for. */
  readonly byStoreSurely?: boolean;
  readonly level?: number;
  readonly beside?: CheckedFile['beside'];
  /** Receives what is unpacked from a file that packs one stream. */
  readonly seeInside?: (bytes: Uint8Array) => void;
};

/** Formats that pack one stream, and are unpacked here. */
const STREAMS: ReadonlySet<string> = new Set([...PACKINGS.values()].map(({ name }) => name));

/**
 * Examines one file by the first format that recognises it. Waits for 68 KiB or the end of the file before it decides;
 * packed content is examined like a file of its own, two containers deep.
 */
export function examineStructure(
  path: BytePath,
  size: number | undefined,
  {
    depth = 'normal',
    byStore,
    byStoreAlone = false,
    byStoreSurely = false,
    level = 0,
    beside,
    seeInside,
  }: Examining = {},
): Probe<Examined> {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let structure: Structure | undefined;
  let check: Probe<StructureVerdict> | undefined;
  let isDecided = false;
  let isPassed = false;

  const isSampled = depth === 'quick' && (size ?? 0) > WHOLE_AT_QUICK;
  const named = isSampled ? undefined : (byStore ?? (level === 0 ? nameProbe(path) : undefined));

  const decide = (head: Uint8Array): void => {
    isDecided = true;
    const extension = extensionOf(nameOf(path));
    const byHead = formatOf(head);
    // Where the head only says that it is text, the name may say more.
    const isUnclear = byHead === undefined || byHead.name === 'text';
    const candidates = formatsOf(extension);
    const byName = candidates.find(
      (each, i) =>
        // The last one needs no second look where the head says the same.
        (each === byHead && i === candidates.length - 1) ||
        (isUnclear && each.recognisesNamed?.(head) === true) ||
        (byHead === undefined && each.isNamedOnly === true),
    );
    structure = byName ?? byHead;
    if (isSampled || byStoreAlone) return;
    isPassed = byStoreSurely && structure?.createCheck !== undefined;
    if (isPassed && seeInside === undefined) return;
    // A file that is packed but not called so is not what was listed under its name.
    const isStream =
      structure !== undefined && STREAMS.has(structure.name) && formatsOf(extension).includes(structure);
    check = structure?.createCheck?.({
      path,
      size,
      head: head.subarray(0, DECIDED),
      // What has a digest is unpacked whatever its size.
      depth: isStream && seeInside !== undefined ? 'deep' : depth,
      ...(beside === undefined ? {} : { beside }),
      nest: (inner) =>
        level >= DEEPEST
          ? SILENT
          : shown(
              examineInside(inner, depth, level + 1, STREAMS.has(structure?.name ?? '')),
              isStream ? seeInside : undefined,
            ),
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
      const isWhole = waitingBytes === 0 && (chunk.length >= DECIDED || chunk.length === size);
      waiting.push(isWhole ? chunk : Buffer.from(chunk));
      waitingBytes += chunk.length;
      if (isWhole || waitingBytes >= DECIDED) flush();
    },
    end() {
      if (!isDecided && waitingBytes > 0) flush();
      const byName = named?.end() ?? UNKNOWN;
      const inside = check?.end() ?? UNKNOWN;
      const verdict = byName.is === 'unknown' ? inside : byName;
      const demanded = formatsOf(extensionOf(nameOf(path)));
      if (structure === undefined) return { verdict, demanded };
      return {
        format: structure,
        verdict,
        demanded,
        ...(check === undefined && !isPassed ? { isUnchecked: true } : {}),
      };
    },
  };
}

const UNKNOWN: StructureVerdict = { is: 'unknown' };
const SILENT: Probe<StructureVerdict> = { update: () => {}, end: () => UNKNOWN };

/** Returns a probe that shows its bytes to `see` too. */
function shown(
  probe: Probe<StructureVerdict>,
  see: ((bytes: Uint8Array) => void) | undefined,
): Probe<StructureVerdict> {
  if (see === undefined) return probe;
  return {
    update(chunk) {
      see(chunk);
      probe.update(chunk);
    },
    end: () => probe.end(),
  };
}

/** A survey is big, and only one inner file per level is open at a time, so surveys are reused. */
const spare: Survey[] = [];

/** What is normal in an inner file: being encrypted without a header, or repetitive; a member may be empty too. */
const NORMAL_INSIDE: ReadonlySet<FindingCode> = new Set(['random-filled', 'repeated-blocks']);
const EMPTY: FindingCode = 'empty-file';

/** Examines an inner file; returns what the detectors find in it, as a verdict on its container. */
function examineInside(
  path: BytePath,
  depth: Depth,
  level: number,
  isAlone: boolean,
): Probe<StructureVerdict> {
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
      const content = { ...survey.end(), ...examined };
      const finding = detect(content, path);
      spare.push(survey);
      if (finding === undefined || finding.severity === 'note' || NORMAL_INSIDE.has(finding.code))
        return examined.verdict;
      const { code, severity } = finding;
      if (code === EMPTY && !isAlone) return examined.verdict;
      const isEmptyTar = EMPTY_TARS.includes(content.size) && extensionOf(nameOf(path)) === '';
      if (code === 'zero-filled' && isAlone && isEmptyTar) return examined.verdict;
      const { detail = '' } = findingText(finding);
      const is = code === 'truncated-content' ? 'cut' : 'broken';
      const isWeak = severity === 'warning' || code === 'zero-filled' || code === 'constant-filled';
      const said =
        code === 'truncated-content' || code === 'broken-structure' ? detail : `${code}: ${detail}`;
      return isWeak ? { is, detail: said, severity: 'warning' } : { is, detail: said };
    },
  };
}
