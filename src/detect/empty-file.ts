import { nameOf } from '../model/path.ts';
import { CONTENT_EXTENSIONS, extensionOf } from '../structure/kit/extensions.ts';
import type { Detector } from './detector.ts';

/** Zero bytes under a name that implies content: an archive, a dump, a picture, a database. */
export const emptyFile: Detector = {
  code: 'empty-file',
  examine({ size }, path) {
    const extension = extensionOf(nameOf(path));
    if (size > 0 || !CONTENT_EXTENSIONS.has(extension)) return undefined;
    return {
      code: 'empty-file',
      severity: 'warning',
      evidence: [{ is: 'empty', extension }],
    };
  },
};
