import { makeSurvey, type Survey } from '../../src/detect/survey.ts';
import type { Content } from '../../src/model/content.ts';
import { chunks } from '../hash/stream.ts';

/** What a survey says of some bytes, in chunks of the given sizes; a copy, so that it lasts. */
export function surveyed(
  bytes: Uint8Array,
  sizes: readonly number[] = [262_144],
  survey: Survey = makeSurvey(),
): Content {
  survey.begin();
  for (const chunk of chunks(bytes, sizes)) survey.update(chunk);
  return structuredClone(survey.end());
}
