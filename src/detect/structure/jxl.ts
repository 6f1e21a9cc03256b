import { follow, type Source, type Step } from './follow.ts';
import { hexOf } from './spans.ts';
import type { Standing, Structure } from './structure.ts';
import { broken, UNKNOWN } from './verdicts.ts';

const CODESTREAM = 'ff0a';

/** JPEG XL without a container (ISO 18181-1): two bytes say so, too few to know it by; nothing of it can be held. */
export const jxl: Structure = {
  name: 'jxl',
  traits: ['dense'],
  extensions: ['jxl'],
  recognises: () => false,
  isNamedOnly: true,
  begin: () => follow(check),
};

function* check(source: Source): Step<Standing> {
  const start = hexOf(yield* source.peek(2));
  return start === CODESTREAM ? UNKNOWN : broken(`begins with ${start} at 0, not ${CODESTREAM}`);
}
