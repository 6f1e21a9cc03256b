import type { FindingEvent, SizeAndDate } from '../model/event.ts';
import { eventPath } from '../model/event.ts';
import { type EntrySource, type Evidence, evidenceOf, type SizeAndTime } from '../model/evidence.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../model/finding.ts';
import { isoTime } from '../model/mtime.ts';
import { type BytePath, belowRoot } from '../model/path.ts';
import { findingText } from './finding-text/finding-text.ts';
import { USUAL_WORDS, type Wording } from './finding-text/words.ts';
import { type StorePlace, storeAdvice } from './store-advice.ts';

/** The words of a command, and the root below which vouchers are named by their paths. */
export type EventStyle = {
  readonly words?: Wording;
  readonly root?: BytePath;
  readonly storeOf?: (finding: Finding) => (StorePlace & { readonly top: BytePath }) | undefined;
};

/** Makes the event of a finding, the form in which it leaves the program. */
export function findingEvent(
  each: Finding,
  { words = USUAL_WORDS, root, storeOf }: EventStyle = {},
): FindingEvent {
  const { code, severity, path, evidence = [], by } = each;
  const moved = evidenceOf(evidence, 'move');
  const to = moved === undefined ? undefined : eventPath(moved.to);
  return {
    type: 'finding',
    code,
    severity,
    ...eventPath(path),
    ...findingText({ evidence: evidence.map((one) => evidenceBelow(one, root)) }, words),
    ...stateOf(evidence),
    ...(to === undefined ? {} : { to: to.path }),
    ...(to?.pathBytes === undefined ? {} : { toBytes: to.pathBytes }),
    ...rangesOf(evidence),
    ...(by === undefined ? {} : { by: sourceOf(by, root) }),
    ...adviceFor(code, storeOf?.(each)),
  };
}

function stateOf(evidence: readonly Evidence[]): Pick<FindingEvent, 'state'> {
  const state = evidenceOf(evidence, 'state');
  return state === undefined ? {} : { state: { wanted: dated(state.wanted), found: dated(state.found) } };
}

function dated({ size, mtime }: SizeAndTime): SizeAndDate {
  const date = mtime === undefined ? undefined : isoTime(mtime);
  return { ...(size === undefined ? {} : { size }), ...(date === undefined ? {} : { mtime: date }) };
}

/** The advice of a code, or that of the tool whose store it lies in. */
function adviceFor(
  code: FindingCode,
  place: ReturnType<NonNullable<EventStyle['storeOf']>>,
): Pick<FindingEvent, 'store' | 'advice'> {
  const advice = place === undefined ? undefined : storeAdvice(code, place);
  if (place === undefined || advice === undefined) return { advice: FINDING_CODES[code].advice };
  return { store: { format: place.format, ...eventPath(place.top) }, advice };
}

function sourceOf(
  { format, path, line }: EntrySource,
  root: BytePath | undefined,
): NonNullable<FindingEvent['by']> {
  return { format, ...eventPath(belowRoot(root, path) ?? path), ...(line === undefined ? {} : { line }) };
}

function evidenceBelow(evidence: Evidence, root: BytePath | undefined): Evidence {
  if (evidence.is !== 'against') return evidence;
  const vouchers = evidence.vouchers.map((each) => ({
    ...each,
    path: belowRoot(root, each.path) ?? each.path,
  }));
  return { ...evidence, vouchers };
}

type Ranges = Pick<FindingEvent, 'ranges' | 'size'>;

/** The damaged parts of a file, in the order of their evidence; nothing where none is known. */
function rangesOf(evidence: readonly Evidence[]): Ranges {
  const told = evidence.flatMap(placed);
  const ranges = told.flatMap((each) => each.ranges);
  const size = told.reduce((most, each) => Math.max(most, each.size), 0);
  if (ranges.length > 0) return { ranges, size };
  const gone = evidenceOf(evidence, 'gone');
  return gone === undefined ? {} : { size: gone.size };
}

function placed(evidence: Evidence): Required<Ranges>[] {
  if (evidence.is === 'ranges') {
    const { of, ranges, size } = evidence;
    return [{ ranges: ranges.map(({ start, end }) => ({ start, end, of })), size }];
  }
  if (evidence.is === 'filled') {
    const { size, period } = evidence;
    return [{ ranges: [{ start: 0, end: size, of: period === 0 ? 'zeros' : 'pattern' }], size }];
  }
  if (evidence.is === 'cut') {
    const { at: start, of: end } = evidence;
    return [{ ranges: [{ start, end, of: 'absent' }], size: end }];
  }
  if (evidence.is !== 'slices') return [];
  const { runs, bytes, size } = evidence;
  const ranges = runs.map(({ start, end }) => ({
    start: start * bytes,
    end: Math.min(end * bytes, size),
    of: 'damaged' as const,
  }));
  return [{ ranges, size }];
}
