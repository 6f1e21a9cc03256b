import type { Finding } from '../../model/finding.ts';
import type { HiddenPlaces } from '../../voucher/kit/opening.ts';
import { isWithin } from './subtrees.ts';

/**
 * Leaves out what a voucher or a store says of what could not be looked at, and of what a part of that is; what is missing is
 * known only where everything could be.
 */
export function ofWhatWasRead(findings: readonly Finding[], hidden: HiddenPlaces): readonly Finding[] {
  if (hidden.size === 0) return findings;
  const places = [...hidden.keys()];
  return findings.filter(
    ({ code, path }) =>
      code !== 'missing' && !places.some((place) => isWithin(path, place) || isWithin(place, path)),
  );
}
