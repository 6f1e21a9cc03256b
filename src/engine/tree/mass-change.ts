import { type Finding, finding } from '../../model/finding.ts';

const LEAST_ENTRIES = { loss: 10, change: 100 };

/** The sums of a whole run. `lost` are gone and lie nowhere else, `changed` are there and do not hold. */
export type Sums = {
  readonly entries: number;
  /** All files of the tree and their bytes, where every one was read. */
  readonly read?: { readonly files: number; readonly bytes: number } | undefined;
  readonly expected: number;
  readonly lost: number;
  readonly changed: number;
  readonly isStopped: boolean;
};

/** What only the sums of a run show: a root with nothing in it or in its files, or one of which most is gone or changed. */
export function guard({ entries, read, expected, lost, changed, isStopped }: Sums): Finding[] {
  if (isStopped) return [];
  if (entries === 0) {
    return [
      finding(
        'empty-root',
        '',
        expected === 0 ? {} : { evidence: [{ is: 'entries', wanted: expected, found: 0 }] },
      ),
    ];
  }
  if (read?.bytes === 0)
    return [finding('empty-root', '', { evidence: [{ is: 'hollow', entries, files: read.files }] })];
  if (expected >= LEAST_ENTRIES.loss && lost * 2 > expected) {
    return [
      finding('mass-loss', '', {
        evidence: [
          { is: 'entries', wanted: expected, found: expected - lost },
          { is: 'lost', lost },
        ],
      }),
    ];
  }
  if (expected < LEAST_ENTRIES.change || (lost + changed) * 2 <= expected) return [];
  return [
    finding('mass-change', '', {
      evidence: [
        { is: 'entries', wanted: expected },
        { is: 'lost', lost, changed },
      ],
    }),
  ];
}
