import { scaleThreshold } from 'd3-scale';
import { formatCount, formatNumber } from '../../../model/counts.ts';
import type { Tile } from './tree.ts';

/** The state of the files in a directory: the CSS class, and the same in words. */
export type Shade = { readonly tone: Tone; readonly words: string };

/** The colours of the map; the numbers grow with the share of bad files. */
export const TONES = {
  gone: 'missing',
  'damaged-4': 'half or more of the files damaged',
  'damaged-3': 'a tenth or more damaged',
  'damaged-2': 'a hundredth or more damaged',
  'damaged-1': 'less than a hundredth damaged',
  'suspect-2': 'a tenth or more suspect',
  'suspect-1': 'less than a tenth suspect',
  sound: 'matching or structurally sound',
  encrypted: 'in encrypted containers',
  unknown: 'could not be judged',
} as const;

/** One of `TONES`. */
export type Tone = keyof typeof TONES;

const damaged = scaleThreshold<number, Tone>()
  .domain([0.01, 0.1, 0.5])
  .range(['damaged-1', 'damaged-2', 'damaged-3', 'damaged-4']);
const suspect = scaleThreshold<number, Tone>().domain([0.1]).range(['suspect-1', 'suspect-2']);

/** Returns the shade of the files directly in a tile; `isHeld` if files that were not examined matched a digest. */
export function shadeOf({ own }: Tile, isHeld: boolean): Shade {
  const { judged, files, bytes } = own;
  const bad = Math.max(own.errors, judged.garbage?.files ?? 0);
  if (bad > 0) return { tone: damaged(bad / Math.max(bad, files)), words: words(bad, files, 'damaged') };
  const doubtful = Math.max(own.warnings, judged.suspect?.files ?? 0);
  if (doubtful > 0)
    return { tone: suspect(doubtful / Math.max(doubtful, files)), words: words(doubtful, files, 'suspect') };
  const sizeOf = (of: 'proven' | 'sound' | 'encrypted' | 'unknown'): number => judged[of]?.bytes ?? 0;
  const rest = Math.max(
    0,
    bytes - sizeOf('proven') - sizeOf('sound') - sizeOf('encrypted') - sizeOf('unknown'),
  );
  const sums = {
    sound: sizeOf('proven') + sizeOf('sound') + (isHeld ? rest : 0),
    encrypted: sizeOf('encrypted'),
    unknown: sizeOf('unknown') + (isHeld ? 0 : rest),
  };
  const tone = (['sound', 'encrypted', 'unknown'] as const).reduce((most, each) =>
    sums[each] > sums[most] ? each : most,
  );
  return { tone, words: `most bytes ${TONES[tone]}` };
}

/** Describes a count of bad files; missing ones can outnumber the files that exist. */
function words(bad: number, files: number, what: string): string {
  return bad > files
    ? `${formatNumber(bad, 'file')} ${what}`
    : `${formatCount(bad)} of ${formatNumber(files, 'file')} ${what}`;
}
