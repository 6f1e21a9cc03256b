import { Fault } from '../model/fault.ts';
import type { Manifest } from '../model/manifest.ts';
import { toText } from '../model/path.ts';
import { excluding, type Selection } from '../walk/selection.ts';

type Excluding = Pick<Manifest, 'file' | 'exclude'>;

/** Several parts of a run ask for the same manifest, and its patterns are compiled once. */
const compiled = new WeakMap<Excluding, Promise<Selection | undefined>>();

/** Returns what was left out when a manifest was made. Throws a Fault (4) where it names what is not a pattern. */
export function excludedAtSeal(manifest: Excluding): Promise<Selection | undefined> {
  const selection = compiled.get(manifest) ?? compile(manifest);
  compiled.set(manifest, selection);
  return selection;
}

async function compile({ file, exclude }: Excluding): Promise<Selection | undefined> {
  try {
    return await excluding(exclude);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const hint = 'find out who changed it, or seal the tree again: restorable seal --force DIR';
    throw new Fault(4, `${toText(file)}: its exclude= cannot be used: ${error.message}`, hint, error);
  }
}
