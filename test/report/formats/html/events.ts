import type { Share, Shares } from '../../../../src/model/content.ts';
import {
  type DirectoryEvent,
  directoryEvent,
  type FindingEvent,
  type RunEvent,
} from '../../../../src/model/event.ts';
import type { FindingCode } from '../../../../src/model/finding.ts';
import { fromText } from '../../../../src/model/path.ts';
import { html } from '../../../../src/report/formats/html/html.ts';
import type { ReportStyle } from '../../../../src/report/reporter.ts';
import { begin, end, found, TALKATIVE } from '../../events.ts';

const MB = 1_000_000;

/** The page of some events. */
export function page(events: Iterable<RunEvent>, look: ReportStyle = TALKATIVE): string {
  const parts: string[] = [];
  const running = html.start({ write: (text) => parts.push(String(text)) }, look);
  for (const event of events) running.on(event);
  running.finish?.();
  return parts.join('');
}

/** A directory that was left. */
export function left(directory: string, sums: Share, judged: Shares = {}): DirectoryEvent {
  return directoryEvent({ directory, ...sums, judged, kinds: {} });
}

/** How often each code was found. */
export function counted(events: readonly FindingEvent[]): Partial<Record<FindingCode, number>> {
  const counts: Partial<Record<FindingCode, number>> = {};
  for (const { code } of events) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** The directories of a company's backup: `mail` is half garbage, `vault` encrypted, `misc` nobody could judge. */
export const DIRECTORIES: readonly DirectoryEvent[] = [
  left('db/base', { files: 310, bytes: 900 * MB }),
  left('db/wal', { files: 44, bytes: 704 * MB }, { unknown: { files: 44, bytes: 704 * MB } }),
  left('db', { files: 360, bytes: 1610 * MB }, { unknown: { files: 44, bytes: 704 * MB } }),
  left(
    'mail/2026',
    { files: 61, bytes: 471 * MB },
    { sound: { files: 25, bytes: 211 * MB }, garbage: { files: 36, bytes: 260 * MB } },
  ),
  left('mail/2025', { files: 60, bytes: 390 * MB }, { proven: { files: 60, bytes: 390 * MB } }),
  left(
    'mail',
    { files: 121, bytes: 861 * MB },
    {
      sound: { files: 25, bytes: 211 * MB },
      garbage: { files: 36, bytes: 260 * MB },
      proven: { files: 60, bytes: 390 * MB },
    },
  ),
  left('misc', { files: 14, bytes: 120 * MB }, { unknown: { files: 14, bytes: 120 * MB } }),
  left(
    'photos',
    { files: 500, bytes: 610 * MB },
    { suspect: { files: 20, bytes: 30 * MB }, proven: { files: 480, bytes: 580 * MB } },
  ),
  left('vault', { files: 9, bytes: 300 * MB }, { encrypted: { files: 9, bytes: 300 * MB } }),
  left(
    '',
    { files: 1204, bytes: 3501 * MB },
    {
      sound: { files: 25, bytes: 211 * MB },
      garbage: { files: 36, bytes: 260 * MB },
      proven: { files: 540, bytes: 970 * MB },
      unknown: { files: 58, bytes: 824 * MB },
      suspect: { files: 20, bytes: 30 * MB },
      encrypted: { files: 9, bytes: 300 * MB },
    },
  ),
];

/** What was found in it. */
export const FINDINGS: readonly FindingEvent[] = [
  found('corrupt', 'db/base/16384', {
    wanted: 'xxh64:9b4e1f0a77c1d2e3',
    found: 'xxh64:0c55aa10b5b2f9d4',
    detail: 'zeros from 4194304 to 5242880 and 3 more stretches; 12 of 512 blocks are random now',
    ranges: [{ start: 4_194_304, end: 5_242_880, of: 'zeros' }],
    size: 16_777_216,
  }),
  found('corrupt', 'db/base/16385', {
    detail: '4 of 40 slices damaged (3, 17-19); repairable: its par2 set needs 4 of 10 recovery blocks',
    ranges: [
      { start: 1_200_000, end: 1_600_000, of: 'damaged' },
      { start: 6_800_000, end: 8_000_000, of: 'damaged' },
    ],
    size: 16_000_000,
  }),
  found('truncated', 'db/dump.sql', {
    wanted: '6000000 bytes',
    found: '1409024 bytes',
    detail: 'cut at byte 1409024 of 6000000',
    ranges: [{ start: 1_409_024, end: 6_000_000, of: 'absent' }],
    size: 6_000_000,
  }),
  ...Array.from({ length: 36 }, (_, i) =>
    found('zero-filled', `mail/2026/${String(i).padStart(2, '0')}.mbox`, {
      detail: 'all 7222222 bytes are zero',
    }),
  ),
  found('missing', 'mail/2026/index.sqlite', { wanted: '40960 bytes' }),
  found('partly-encrypted', 'photos/IMG_0021.jpg', {
    detail: 'random bytes from 4096 to 262144 and 2 more stretches',
    ranges: [{ start: 4096, end: 262_144, of: 'random' }],
    severity: 'warning',
  }),
  found('wrong-type', fromText('photos/<b>&"quoted" \u202egpj.exe'), {
    detail: 'begins as text',
    severity: 'warning',
  }),
  found('special-file', 'run/fifo'),
  found('garbage-directory', 'mail/2026', {
    detail: '36 of 61 files and 260000000 of 471000000 bytes are garbage',
  }),
];

/** A run that found much. */
export const DAMAGED: readonly RunEvent[] = [
  begin(),
  ...FINDINGS,
  ...DIRECTORIES,
  end({
    verdict: 'damaged',
    exit: 1,
    counts: counted(FINDINGS),
    bytes: 3501 * MB,
    coverage: { files: 1190, bytes: 3400 * MB },
    held: 1169,
    judged: DIRECTORIES.at(-1)?.judged ?? {},
  }),
];
