import type { Finding } from '../../model/finding.ts';
import { hasFileBelow, isThere, lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';

const NAMED = /^[0-9a-f]{64}$/;
/** Nonce and MAC of an encrypted file, and the least that can lie between. */
const LEAST_CONFIG = 33;

/** What a repository cannot do without: its config, a key, and a pack and an index where there is a snapshot; pruned of all, it has an index. */
export function resticParts(place: PartsPlace): readonly Finding[] {
  const has = (...names: string[]): boolean =>
    names.some((name) => hasFileBelow(place, name, (each) => NAMED.test(each)));
  const keys = isThere(place, 'keys') ? 'keys' : 'key';
  const isUsed = has('snapshots', 'snapshot');
  const lacks = (name: string, note: string): Finding[] => [missingPart(place, 'config', name, note)];
  return [
    ...lostKeyFile(place, 'config', LEAST_CONFIG),
    ...(has(keys) ? [] : lacks(keys, 'no key is there: nothing in the repository can be opened')),
    ...(has('data') || !isUsed ? [] : lacks('data', 'no pack is there, and a snapshot needs some')),
    ...(has('index') || !isUsed
      ? []
      : lacks('index', 'no index is there, and a snapshot needs one: restic repair index')),
  ];
}
