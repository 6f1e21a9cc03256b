import { extensionOf } from '../detect/extensions.ts';
import { INNER_EXTENSIONS, KNOWN_EXTENSIONS } from '../detect/known-extensions.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../model/path.ts';
import type { Sighting } from './outcome.ts';
import { isWithin } from './subtrees.ts';

const LEAST_RANDOM = 3;
const LEAST_NAMED = 10;
const RANDOM_SHARE = 0.5;
const NAMED_SHARE = 0.5;
const MOST_EXTENSIONS = 1000;
const MOST_DIRECTORIES = 100_000;

type Trace = {
  files: number;
  random: number;
  readonly example: BytePath;
  common: BytePath;
  readonly directories: Map<BytePath, number>;
};

/**
 * Follows names as ransomware leaves them: a foreign extension behind one that says what the content is, `a.docx.xyz`. An
 * error where three or more of such files look random and half of them do; a warning by names alone, where a directory
 * has ten or more and they are half of its files.
 */
export function watchRansom(): { see(sighting: Sighting): void; end(): Finding[] } {
  const traces = new Map<string, Trace>();
  const files = new Map<BytePath, number>();
  return {
    see({ path, glance }) {
      const directory = directoryOf(path);
      if (files.size < MOST_DIRECTORIES || files.has(directory))
        files.set(directory, (files.get(directory) ?? 0) + 1);
      const name = nameOf(path);
      const extension = extensionOf(name);
      if (extension === '' || KNOWN_EXTENSIONS.has(extension) || /^\d+$/.test(extension)) return;
      if (!INNER_EXTENSIONS.has(extensionOf(name.slice(0, -extension.length - 1)))) return;
      const trace = traces.get(extension) ?? {
        files: 0,
        random: 0,
        example: path,
        common: directory,
        directories: new Map<BytePath, number>(),
      };
      if (trace.files === 0 && traces.size < MOST_EXTENSIONS) traces.set(extension, trace);
      trace.files += 1;
      if (glance.kind === 'R' && !glance.isRecognised) trace.random += 1;
      trace.common = commonOf(trace.common, directory);
      if (trace.directories.size < MOST_DIRECTORIES)
        trace.directories.set(directory, (trace.directories.get(directory) ?? 0) + 1);
    },
    end: () => [...traces].flatMap(([extension, trace]) => verdict(extension, trace, files)),
  };
}

function verdict(extension: string, trace: Trace, all: ReadonlyMap<BytePath, number>): Finding[] {
  const { files, random, example, common, directories } = trace;
  const isEncrypted = random >= LEAST_RANDOM && random >= RANDOM_SHARE * files;
  const isNamed = [...directories].some(
    ([directory, n]) => n >= LEAST_NAMED && n >= NAMED_SHARE * (all.get(directory) ?? 0),
  );
  if (!isEncrypted && !isNamed) return [];
  const detail = `${files} files have the extension .${toText(extension)} behind another one, as ${toText(nameOf(example))}; ${random} of them look random`;
  return [finding('ransom-trace', common, { severity: isEncrypted ? 'error' : 'warning', detail })];
}

function commonOf(a: BytePath, b: BytePath): BytePath {
  let common = a;
  while (!isWithin(b, common)) common = directoryOf(common);
  return common;
}
