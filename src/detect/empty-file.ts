import { type BytePath, nameOf } from '../model/path.ts';
import { mustHaveContent } from '../structure/kit/empty-names.ts';
import { extensionOf, withoutNumbers } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';

/** Zero bytes under a name that implies content: an archive, a dump, a picture, a database. */
export const emptyFile: Detector = {
  code: 'empty-file',
  examine({ size }, path) {
    const name = nameOf(path);
    if (size > 0 || !mustHaveContent(name)) return undefined;
    return {
      code: 'empty-file',
      severity: 'warning',
      evidence: [{ is: 'empty', extension: extensionThatImplies(name) }],
    };
  },
};

function extensionThatImplies(name: BytePath): string {
  const unnumbered = withoutNumbers(name);
  return mustHaveContent(unnumbered) ? extensionOf(unnumbered) : extensionOf(name);
}
