import { held, namedBy, OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { cacacheIndex } from './index-file.ts';

const CONTENT = /^content-v2\/(sha(?:1|256|384|512)|md5)\/([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]+)$/;

/** The cache of npm (cacache): content under its digest, and lines of JSON with a digest each. */
export const cacache: Store = {
  name: 'cacache',
  vouches: true,
  about: 'the cache of npm: content holds by its name, the index line by line',
  isTop: (names) => names.has('content-v2/') && names.has('index-v5/'),
  handle(path) {
    const [, algorithm, first = '', second = '', rest = ''] = CONTENT.exec(path) ?? [];
    if (algorithm !== undefined) return namedBy(algorithm, first + second + rest);
    if (/^index-v5\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]+$/.test(path)) return held(cacacheIndex);
    return path.startsWith('tmp/') ? OPAQUE : undefined;
  },
};
