import type { Problems } from '../../manifest/checksum/problems.ts';
import { fromText, toText } from '../../model/path.ts';
import type { NamedDigests } from '../kit/loose-checksum-list.ts';
import { addNamed } from './add-named.ts';

/** Returns whether text begins as `Get-FileHash | ConvertTo-Json` writes it: one object, or an array of them. */
export function isJsonOfHashes(text: string): boolean {
  return /^(?:\[\s*)?\{[^{}]*"Hash"\s*:/i.test(text);
}

/** Reads the objects of `ConvertTo-Json`, with whatever properties they were given. */
export function readJson(text: string, problems: Problems): NamedDigests[] {
  const found: NamedDigests[] = [];
  const objects = parse(text);
  if (objects === undefined) problems.add('truncated', 0, 'not valid JSON');
  for (const [i, each] of (objects ?? []).entries()) {
    const fields = new Map(
      Object.entries(typeof each === 'object' && each !== null ? each : {}).map(([key, value]) => [
        key.toLowerCase(),
        typeof value === 'string' ? fromText(value) : '',
      ]),
    );
    addNamed(found, problems, i + 1, fields);
  }
  return found;
}

function parse(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(toText(text));
    return Array.isArray(value) ? value : [value];
  } catch {
    return undefined;
  }
}
