import { type Finding, finding } from '../../model/finding.ts';

const LEAST_PROMISED = { loss: 10, change: 100 };

/** The sums of a whole run. `lost` are gone and lie nowhere else, `changed` are there and do not hold. */
export type Sums = {
  readonly entries: number;
  readonly promised: number;
  readonly lost: number;
  readonly changed: number;
  readonly isStopped: boolean;
};

/** What only the sums of a run show: a root with nothing in it, or one of which most is gone or changed. */
export function guard({ entries, promised, lost, changed, isStopped }: Sums): Finding[] {
  if (isStopped) return [];
  if (entries === 0) {
    return [
      finding(
        'empty-root',
        '',
        promised === 0 ? {} : { evidence: [{ is: 'entries', wanted: promised, found: 0 }] },
      ),
    ];
  }
  if (promised >= LEAST_PROMISED.loss && lost * 2 > promised) {
    return [
      finding('mass-loss', '', {
        evidence: [
          { is: 'entries', wanted: promised, found: promised - lost },
          { is: 'lost', lost },
        ],
      }),
    ];
  }
  if (promised < LEAST_PROMISED.change || (lost + changed) * 2 <= promised) return [];
  return [
    finding('mass-change', '', {
      evidence: [
        { is: 'entries', wanted: promised },
        { is: 'lost', lost, changed },
      ],
    }),
  ];
}
