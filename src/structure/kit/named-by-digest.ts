import { createHash, type Hash } from 'node:crypto';
import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { broken, PROVEN, UNKNOWN } from './verdicts.ts';

/** 64 hex digits at the end of a path, the first of which may be the names of directories: ab/cd/<60 digits>. */
const SHA256_PATH = /(?:^|\/)((?:[0-9a-f]{64}|[0-9a-f]{2}\/(?:[0-9a-f]{2}\/[0-9a-f]{60}|[0-9a-f]{62})))$/;

/**
 * Returns a probe for any file whose name is the sha256 of its content, wherever it lies: the strongest proof there is.
 * Undefined where the name is not such a digest; a name that does not match means nothing, because no layout requires
 * it.
 */
export function nameProbe(path: BytePath): Probe<StructureVerdict> | undefined {
  const digits = SHA256_PATH.exec(path)?.[1];
  return digits === undefined ? undefined : probeOf('sha256', digits.replaceAll('/', ''), () => UNKNOWN);
}

/** Returns a hash of node:crypto; undefined where this build or its policy (FIPS) does not have it. */
export function hashOf(algorithm: string): Hash | undefined {
  try {
    return createHash(algorithm);
  } catch {
    return undefined;
  }
}

const known = new Map<string, boolean>();

/** Returns whether this build has a hash, and its policy allows it. */
export function canHash(algorithm: string): boolean {
  const before = known.get(algorithm);
  if (before !== undefined) return before;
  const can = hashOf(algorithm) !== undefined;
  known.set(algorithm, can);
  return can;
}

/** Returns the verdict for a file whose name is a digest that its content does not have. */
export function brokenName(algorithm: string, wanted: string, found: string): StructureVerdict {
  return broken(`its name says ${algorithm}:${wanted}, found ${found}`);
}

/**
 * Returns a probe for a file whose name is the digest of its content, in lower-case hex; `algorithm` is the name in
 * node:crypto.
 */
export function digestProbe(algorithm: string, hex: string): Probe<StructureVerdict> {
  return probeOf(algorithm, hex, (found) => brokenName(algorithm, hex, found));
}

function probeOf(
  algorithm: string,
  hex: string,
  otherwise: (found: string) => StructureVerdict,
): Probe<StructureVerdict> {
  const hash = hashOf(algorithm);
  return {
    update: (chunk) => void hash?.update(chunk),
    end() {
      const found = hash?.digest('hex');
      if (found === undefined) return UNKNOWN;
      return found === hex ? PROVEN : otherwise(found);
    },
  };
}
