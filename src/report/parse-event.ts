import { bool, type Check, count, fields, listOf, oneOf, optional, recordOf, text } from '../model/checks.ts';
import { EVENT_SCHEMA, type RunEvent } from '../model/event.ts';
import { isFindingCode, SEVERITIES } from '../model/finding.ts';
import { isRecord } from '../model/record.ts';
import { MOST_SHARDS } from '../model/run-scope.ts';

/** A parsed line of a journal: an event, an event type of a newer version, or no event and why. */
export type Parsed =
  | { readonly is: 'event'; readonly event: RunEvent }
  | { readonly is: 'unknown' }
  | { readonly is: 'none'; readonly because: string };

const date: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const shardNumber: Check = (value) =>
  Number.isInteger(value) && typeof value === 'number' && value >= 1 && value <= MOST_SHARDS;

const share = fields({ files: count, bytes: count });
const exit = oneOf(0, 1, 2, 3, 4, 130, 143);
const severity = oneOf(...SEVERITIES);
const run = { tool: text, id: text, command: text, root: text, host: text };
const place = { path: text, pathBytes: optional(text) };
const range = fields({
  start: count,
  end: count,
  of: oneOf('zeros', 'random', 'pattern', 'counter', 'damaged', 'absent'),
});
const iso: Check = (value) =>
  date(value) && typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
const state = fields({ size: optional(count), mtime: optional(iso) });
const spreadReading = fields({
  files: count,
  bytes: count,
  provenFiles: count,
  provenBytes: count,
  since: date,
  oldest: optional(date),
  overdueFiles: optional(count),
  overdueBytes: optional(count),
  neededBytes: optional(count),
  isTooRare: optional(bool),
  isNotKept: optional(bool),
});
const voucher = fields({
  format: text,
  path: text,
  entries: count,
  answers: listOf(text),
  notes: optional(listOf(text)),
  signature: optional(fields({ is: oneOf('unchecked', 'valid'), by: optional(text), key: optional(text) })),
  exclude: optional(listOf(text)),
  retention: optional(listOf(text)),
});

/** The fields that reporters rely on, by event type; others pass unchecked. */
const EVENTS: ReadonlyMap<unknown, Check> = new Map<RunEvent['type'], Check>([
  [
    'begin',
    fields({
      ...run,
      startedAt: date,
      failOn: optional(severity),
      filesFrom: optional(count),
      scope: optional(
        fields({
          exclude: optional(listOf(text)),
          expectEncrypted: optional(listOf(text)),
          expectZero: optional(listOf(text)),
          oneFileSystem: optional(bool),
          voucher: optional(text),
          signature: optional(oneOf('required')),
          uncached: optional(bool),
          remote: optional(fields({ unseen: listOf(text), hashes: listOf(text) })),
          spread: optional(
            fields({ budgetMs: optional(count), budgetBytes: optional(count), coverMs: optional(count) }),
          ),
        }),
      ),
      shard: optional(
        fields({
          index: shardNumber,
          count: shardNumber,
          run: text,
          job: optional(text),
          strong: optional(bool),
          manifest: optional(text),
        }),
      ),
      resume: optional(fields({ since: optional(date), not: optional(text) })),
      vouchers: listOf(voucher),
    }),
  ],
  ['read', fields({ ...place, size: count, summary: optional(listOf(count)), facts: optional(isRecord) })],
  [
    'finding',
    fields({
      ...place,
      code: (value) => typeof value === 'string' && isFindingCode(value),
      severity,
      advice: text,
      wanted: optional(text),
      found: optional(text),
      detail: optional(text),
      state: optional(fields({ wanted: state, found: state })),
      to: optional(text),
      toBytes: optional(text),
      ranges: optional(listOf(range)),
      size: optional(count),
      by: optional(fields({ format: text, ...place, line: optional(count) })),
      store: optional(fields({ format: text, ...place })),
    }),
  ],
  ['directory', fields({ ...place, files: count, bytes: count, judged: recordOf(share) })],
  ['progress', fields({ files: count, bytes: count, findings: count, seconds: count, path: optional(text) })],
  [
    'end',
    fields({
      verdict: oneOf('sound', 'ordinary', 'damaged', 'suspect', 'incomplete', 'untrusted'),
      exit,
      files: count,
      bytes: count,
      counts: recordOf(count),
      seconds: count,
      coverage: share,
      judged: optional(recordOf(share)),
      promised: optional(count),
      unseen: optional(count),
      held: optional(count),
      filesFrom: optional(count),
      notEntered: optional(fields({ count, paths: listOf(text) })),
      throughCache: optional(count),
      resumed: optional(fields({ since: date, files: count, bytes: count })),
      resumable: optional(bool),
      spread: optional(spreadReading),
      interrupted: optional(bool),
      manifest: optional(text),
      generationsRead: optional(listOf(oneOf('old', 'new'))),
    }),
  ],
  ['fault', fields({ ...run, at: date, exit, message: text, hint: text })],
]);

/** Parses one line of a journal and checks every field that reporters rely on. */
export function parseEvent(line: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { is: 'none', because: 'not valid JSON' };
  }
  if (!isRecord(value) || typeof value['type'] !== 'string') return { is: 'none', because: 'not an event' };
  const { type, schema, code } = value;
  if (!EVENTS.has(type)) return { is: 'unknown' };
  if (type === 'begin' && schema !== EVENT_SCHEMA)
    return { is: 'none', because: `schema ${String(schema)} is unknown to this version` };
  if (isEvent(value)) return { is: 'event', event: value };
  const isNew = type === 'finding' && typeof code === 'string' && !isFindingCode(code);
  return {
    is: 'none',
    because: isNew ? `finding code ${code} is unknown to this version` : `malformed event of type ${type}`,
  };
}

function isEvent(value: Record<string, unknown>): value is Record<string, unknown> & RunEvent {
  return EVENTS.get(value['type'])?.(value) === true;
}
