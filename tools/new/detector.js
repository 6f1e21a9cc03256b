import { withElement, withImport } from './registry.js';

const CODES = 'src/model/content-codes.ts';
const REGISTRY = 'src/detect/detectors.ts';

/** What a new detector consists of: its rule, its code, and files that it must flag and must leave alone. */
export function detector(name, id) {
  return {
    files: {
      [`src/detect/${name}.ts`]: `import type { Detector } from './detector.ts';

const MARK = Buffer.from('${name}: replace me');

/** Sees files that begin with a mark. To be replaced: what it sees, and the evidence that it takes. */
export const ${id}: Detector = {
  code: '${name}',
  examine({ size, head }) {
    if (!MARK.equals(head.subarray(0, MARK.length))) return undefined;
    const ranges = [{ start: 0, end: MARK.length }];
    return {
      code: '${name}',
      severity: 'warning',
      evidence: [{ is: 'ranges', of: 'pattern', ranges, more: 0, size }],
    };
  },
};
`,
      [`fixtures/garbage/${name}/bad/marked.txt`]: `${name}: replace me\nby a file that must be flagged.\n`,
      [`fixtures/garbage/${name}/good/plain.txt`]: 'Replace me by a file that must be left alone.\n',
    },
    edits: {
      [CODES]: (source) =>
        source.replace(
          /\n\} as const satisfies/,
          `\n  '${name}': {
    ...ROW,
    severity: 'warning',
    about: 'the file begins with a mark',
    advice: LOOK,
  },\n} as const satisfies`,
        ),
      [REGISTRY]: (source) => withElement(withImport(source, id, `./${name}.ts`), 'DETECTORS', id),
    },
  };
}
