import { formatNumber } from '../model/counts.ts';
import type { FindingEvent } from '../model/event.ts';
import { isSameTime } from '../model/mtime.ts';

const MINUTES = 16;
const SECONDS = 19;

/** What was and what is there, as text; `was` is undefined where that is not known. */
type Both = { readonly was?: string; readonly now: string; readonly isSame: boolean };

/**
 * Says in one line which size and date a file had and has, as far as they are known; undefined where nothing is. Both the
 * same is what silent rot looks like.
 */
export function stateText({ state }: Pick<FindingEvent, 'state'>): string | undefined {
  if (state === undefined) return undefined;
  const { wanted, found } = state;
  const size = sizes(wanted.size, found.size);
  const date = dates(wanted.mtime, found.mtime);
  if (size?.isSame === true && date?.isSame === true) return `same size, same date: ${size.now}, ${date.now}`;
  if (size?.was === undefined && date?.was === undefined) return nowAlone(size, date);
  const told = [
    ...(size === undefined ? [] : [tell('size', size)]),
    ...(date === undefined ? [] : [tell('date', date)]),
  ];
  return told.join('; ');
}

/** A digest as events have it, `algorithm:hex`. */
const DIGEST = /^[\w-]+:[\da-f]{2,}$/;

/** Returns what was promised and what is there, as far as `stateText` does not say it; with or without digests. */
export function wantedAndFound(
  { wanted, found, state }: Pick<FindingEvent, 'wanted' | 'found' | 'state'>,
  hasDigests: boolean,
): Pick<FindingEvent, 'wanted' | 'found'> {
  const isTold = (text: string): boolean => (DIGEST.test(text) ? hasDigests : state === undefined);
  return {
    ...(wanted === undefined || !isTold(wanted) ? {} : { wanted }),
    ...(found === undefined || !isTold(found) ? {} : { found }),
  };
}

function nowAlone(size: Both | undefined, date: Both | undefined): string | undefined {
  const told = [size, date].flatMap((each) => (each === undefined ? [] : [each.now]));
  return told.length === 0 ? undefined : `now ${told.join(', ')}`;
}

function tell(what: string, { was, now, isSame }: Both): string {
  if (isSame) return `same ${what}, ${now}`;
  return was === undefined ? `${what} now ${now}` : `${what} was ${was}, now ${now}`;
}

function sizes(was: number | undefined, now: number | undefined): Both | undefined {
  if (now === undefined) return undefined;
  const told = (bytes: number): string => formatNumber(bytes, 'byte');
  return { ...(was === undefined ? {} : { was: told(was) }), now: told(now), isSame: was === now };
}

/** To the minute, or to the second where the minute is the same. */
function dates(was: string | undefined, now: string | undefined): Both | undefined {
  if (now === undefined) return undefined;
  if (was === undefined) return { now: dateTo(MINUTES, now), isSame: false };
  const isSame = isSameTime(Date.parse(was) / 1000, Date.parse(now) / 1000);
  const length = !isSame && was.slice(0, MINUTES) === now.slice(0, MINUTES) ? SECONDS : MINUTES;
  return { was: dateTo(length, was), now: dateTo(length, now), isSame };
}

function dateTo(length: number, iso: string): string {
  return `${iso.slice(0, length).replace('T', ' ')}Z`;
}
