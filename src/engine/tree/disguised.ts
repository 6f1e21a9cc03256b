import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import { formatsOf } from '../../structure/structures.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { commonOf } from './subtrees.ts';

/** One content under the names of as many formats cannot be what all these names say. */
const LEAST_FORMATS = 3;
/** Contents are remembered up to this number: what comes later is new, and nothing is forgotten. */
const MOST_CONTENTS = 50_000;

/** Of a content whose names demand one format, which nearly all do, that is kept as it is: a set of one takes ten times as much. */
type Copies = {
  files: number;
  formats: string | Set<string>;
  readonly example: BytePath;
  common: BytePath;
};

/** Reports files of one content whose names demand three or more different formats. */
export function createDisguisedWatch(): { see(spans: readonly DirectorySpan[]): void; end(): Finding[] } {
  const contents = new Map<string, Copies>();
  return {
    see(spans) {
      for (const { sightings } of spans) for (const sighting of sightings) add(contents, sighting);
    },
    end: () =>
      [...contents.values()].flatMap(({ files, formats, example, common }) => {
        if (typeof formats === 'string' || formats.size < LEAST_FORMATS) return [];
        const evidence = {
          is: 'disguised',
          files,
          formats: [...formats].toSorted(),
          example: nameOf(example),
        } as const;
        return finding('flooded-directory', common, { severity: 'error', evidence: [evidence] });
      }),
  };
}

function add(contents: Map<string, Copies>, { path, bytes, summary }: ExaminedFile): void {
  const demanded = bytes === 0 ? undefined : demandOf(path);
  if (demanded === undefined) return;
  const key = `${summary.print} ${bytes}`;
  const directory = directoryOf(path);
  const known = contents.get(key);
  if (known === undefined) {
    if (contents.size < MOST_CONTENTS)
      contents.set(key, { files: 1, formats: demanded, example: path, common: directory });
    return;
  }
  known.files += 1;
  if (typeof known.formats !== 'string') known.formats.add(demanded);
  else if (known.formats !== demanded) known.formats = new Set([known.formats, demanded]);
  known.common = commonOf(known.common, directory);
}

/**
 * Returns what a name demands in one word, the same for all kinds of text; undefined where it demands nothing, as that of
 * a companion of a Mac (`._a.jpg`), which is called like its file.
 */
function demandOf(path: BytePath): string | undefined {
  const name = nameOf(path);
  if (name.startsWith('._')) return undefined;
  const formats = formatsOf(extensionOf(name));
  const [first] = formats;
  return formats.some((each) => each.name === 'text' || each.traits.includes('text')) ? 'text' : first?.name;
}
