import type { ByteRange, Content, ContentFinding, ForeignRange, RecordMark } from '../model/content.ts';
import { type ContentEvidence, rangeEvidence } from '../model/evidence.ts';
import { type BytePath, nameOf } from '../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf, TEXT_EXTENSIONS } from '../structure/kit/extensions.ts';
import { formatsOf } from '../structure/structures.ts';
import type { Detector } from './detector.ts';
import { isBeyondStatistics, isStructureError } from './evidence.ts';
import { insertions, lostHead, lostTail, strayRecord } from './insertions.ts';
import { lostTextHead } from './lost-head.ts';
import { textBy } from './text-content.ts';

const MIN_HOLE = 512;

/**
 * Ranges that were never written or were lost: zeros, or the pattern that a rescue tool put in their place, on the
 * sector grid. In text any 512 zeros are such; elsewhere sharp borders distinguish them from zeros that belong there.
 */
export const zeroHoles: Detector = {
  code: 'zero-holes',
  examine(content, path) {
    if (isBeyondStatistics(content)) return undefined;
    return atHead(content, path) ?? inText(content, path) ?? elsewhere(content, path);
  },
};

function atHead(content: Content, path: BytePath): ContentFinding | undefined {
  const lost = lostTextHead(content);
  if (lost === undefined) return undefined;
  const { of, first } = lost;
  const more = { where: 'edge', ...(first === undefined ? {} : { first }) } as const;
  return {
    code: 'zero-holes',
    severity: severityBy(path),
    evidence: [rangeEvidence(of, content.size, [lost], more)],
  };
}

/** Holes are an error in what is text by its name, except in logs: programs go on to write where they were. */
function severityBy(path: BytePath): 'error' | 'warning' {
  const extension = extensionOf(nameOf(path));
  return TEXT_EXTENSIONS.has(extension) && extension !== 'log' ? 'error' : 'warning';
}

function inText(content: Content, path: BytePath): ContentFinding | undefined {
  const by = textBy(content, path);
  if (by === undefined) return undefined;
  const severity = severityBy(path);
  const said = (evidence: ContentEvidence): ContentFinding => ({
    code: 'zero-holes',
    severity,
    evidence: [evidence],
  });
  if (content.longestZeroRun >= MIN_HOLE) return said(rangeEvidence('zeros', content.size, content.zeroRuns));
  const [first, ...others] = content.fills.filter(isInside(content.size));
  if (first !== undefined) return said(pattern(content, [first, ...others]));
  const [mark] = content.marks;
  return mark === undefined ? undefined : said(record(mark));
}

/** Names of images of disks, of memory, and of backups that may be one. */
const IMAGES = new Set(
  (
    'img iso dd dsk raw image disk bin dump bak backup vmdk vhd vhdx vdi qcow qcow2 hdd hds ima ova e01 mem vmem core ' +
    'lime tar'
  ).split(' '),
);

/** Returns whether a name is one of content that is no image of a disk. */
function isNamedOther(path: BytePath): boolean {
  const extension = extensionOf(nameOf(path));
  if (IMAGES.has(extension)) return false;
  return (
    CONTENT_EXTENSIONS.has(extension) || TEXT_EXTENSIONS.has(extension) || formatsOf(extension).length > 0
  );
}

function elsewhere(content: Content, path: BytePath): ContentFinding | undefined {
  if (isStructureError(content.verdict)) return undefined;
  const warning = (evidence: ContentEvidence): ContentFinding => ({
    code: 'zero-holes',
    severity: 'warning',
    evidence: [evidence],
  });
  const zeros = insertions(content, content.holes);
  if (zeros.length > 0) return warning(rangeEvidence('zeros', content.size, zeros, { where: 'sectors' }));
  const fills = insertions(content, content.fills.filter(isNoTrap(content)));
  if (fills.length > 0) return warning(pattern(content, fills));
  const stray = strayRecord(content, isNamedOther(path));
  if (stray !== undefined) return warning(record(stray));
  const lost = lostHead(content) ?? lostTail(content);
  return lost === undefined
    ? undefined
    : warning(rangeEvidence('zeros', content.size, [lost], { where: 'edge' }));
}

function record({ word, at }: RecordMark): ContentEvidence {
  return { is: 'record', word, at };
}

function pattern({ fills, size }: Content, runs: readonly ByteRange[]): ContentEvidence {
  const first = fills.find(({ start }) => start === runs[0]?.start)?.first ?? '';
  return rangeEvidence('pattern', size, runs, { first });
}

const PROGRAMS = new Set(['elf', 'pe', 'mach-o']);
/** The instruction `ud2`, again and again: room in a program for code that is written while it runs. */
const TRAP = '0f0b'.repeat(16);

function isNoTrap({ format }: Content): (run: ForeignRange) => boolean {
  const isProgram = format !== undefined && PROGRAMS.has(format.name);
  return ({ first }) => !isProgram || first === '' || !TRAP.startsWith(first);
}

function isInside(size: number): (run: ByteRange) => boolean {
  return ({ start, end }) => start > 0 && end < size;
}
