import { examineStructure } from '../../src/detect/examine-structure.ts';
import { createSurvey, type Survey } from '../../src/detect/survey.ts';
import type { Content, Depth } from '../../src/model/content.ts';
import { chunks } from '../hash/stream.ts';

/** What a survey says of some bytes, in chunks of the given sizes; a copy, so that it lasts. */
export function surveyed(
  bytes: Uint8Array,
  sizes: readonly number[] = [262_144],
  survey: Survey = createSurvey(),
  depth: Depth = 'normal',
): Content {
  survey.begin(depth);
  for (const chunk of chunks(bytes, sizes)) survey.update(chunk);
  return { ...structuredClone(survey.end()), verdict: { is: 'unknown' } };
}

/** The same with what the structure of a file of this name says. */
export function examined(bytes: Uint8Array, path: string, sizes: readonly number[] = [262_144]): Content {
  const structure = examineStructure(path, bytes.length);
  for (const chunk of chunks(bytes, sizes)) structure.update(chunk);
  return { ...surveyed(bytes, sizes), ...structure.end() };
}
