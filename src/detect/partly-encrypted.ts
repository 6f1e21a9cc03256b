import type { Content } from '../model/content.ts';
import { nameOf } from '../model/path.ts';
import type { Detector } from './detector.ts';
import { fromTo, isTextFormat } from './evidence.ts';
import { extensionOf, TEXT_EXTENSIONS } from './extensions.ts';

/**
 * Text with random blocks in it: of a million blocks of real text none looks random, so one is proof in a file that must
 * be text, and a warning in one that only begins as text.
 */
export const partlyEncrypted: Detector = {
  code: 'partly-encrypted',
  examine(content, path) {
    const { blocks, randomRuns, format, standing } = content;
    if (blocks.R === 0 || standing.is === 'proven' || standing.is === 'encrypted') return undefined;
    const isTextByName = TEXT_EXTENSIONS.has(extensionOf(nameOf(path)));
    const isKnownOther = format !== undefined && !isTextFormat(format);
    if (isKnownOther || !(isTextByName || isMostlyText(content))) return undefined;
    return {
      code: 'partly-encrypted',
      severity: isTextByName ? 'error' : 'warning',
      detail: fromTo('random bytes', randomRuns),
    };
  },
};

function isMostlyText({ blocks }: Content): boolean {
  return blocks.T > 0 && blocks.T >= blocks.B + blocks.H + blocks.R;
}
