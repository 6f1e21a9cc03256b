import { INNER_EXTENSIONS, KNOWN_EXTENSIONS } from '../../detect/known-extensions.ts';
import type { ContentSummary } from '../../model/content.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, directoryOf, nameOf } from '../../model/path.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { commonOf, subtrees } from './subtrees.ts';

const LEAST_RANDOM = 3;
const LEAST_NAMED = 10;
const RANDOM_SHARE = 0.5;
const NAMED_SHARE = 0.5;
const MOST_EXTENSIONS = 1000;
/** Days, hours and parts: `a.sql.2026-01-31`, `a.zip.001`. */
const NUMBERING = /^\d[\d_:+t-]*z?$/;

type Trace = {
  files: number;
  random: number;
  readonly example: BytePath;
  common: BytePath;
  /** Some directory is full of them. */
  isNamed: boolean;
};

/** The files that lie in a directory itself, and by extension those of which nobody knows what they are. */
type Tally = { files: number; readonly foreign: Map<string, number> };

/**
 * Follows names as ransomware leaves them: a foreign extension behind one that says what the content is, `a.docx.xyz`. An
 * error where three or more of such files look random or were overwritten in part, and half of them do; a warning where a directory has ten or more
 * that are neither text nor of a known format, and they are half of its files.
 */
export function createRansomWatch(): { see(runs: readonly DirectorySpan[]): void; end(): Finding[] } {
  const traces = new Map<string, Trace>();
  const close = ({ files, foreign }: Tally): void => {
    for (const [extension, n] of foreign) {
      const trace = n >= LEAST_NAMED && n >= NAMED_SHARE * files ? traces.get(extension) : undefined;
      if (trace !== undefined) trace.isNamed = true;
    }
  };
  const open = subtrees<Tally>(() => ({ files: 0, foreign: new Map() }), close);
  return {
    see(runs) {
      for (const { directory, sightings } of runs) {
        const tally = open.at(directory);
        for (const sighting of sightings) {
          tally.files += 1;
          const extension = foreignExtension(nameOf(sighting.path));
          if (extension === undefined) continue;
          add(traces, extension, sighting);
          if (isForeign(sighting)) tally.foreign.set(extension, (tally.foreign.get(extension) ?? 0) + 1);
        }
      }
    },
    end() {
      close(open.end());
      return [...traces].flatMap(([extension, trace]) => verdict(extension, trace));
    },
  };
}

/** The extension of a name that has a known one before it and is itself nothing that people or programs append. */
function foreignExtension(name: BytePath): string | undefined {
  const extension = extensionOf(name);
  if (extension === '' || KNOWN_EXTENSIONS.has(extension) || NUMBERING.test(extension)) return undefined;
  return INNER_EXTENSIONS.has(extensionOf(name.slice(0, -extension.length - 1))) ? extension : undefined;
}

function isForeign({ summary: { contentClass: judgement, isRecognised, kind } }: ExaminedFile): boolean {
  if (judgement === 'suspect' || judgement === 'garbage') return true;
  return judgement === 'unknown' && !isRecognised && kind !== 'T';
}

function looksRandom({ kind, isRecognised }: ContentSummary): boolean {
  return kind === 'R' && !isRecognised;
}

function add(traces: Map<string, Trace>, extension: string, sighting: ExaminedFile): void {
  const { path, summary } = sighting;
  const directory = directoryOf(path);
  const trace = traces.get(extension) ?? {
    files: 0,
    random: 0,
    example: path,
    common: directory,
    isNamed: false,
  };
  trace.files += 1;
  if ((looksRandom(summary) || summary.isOverwritten) && isForeign(sighting)) trace.random += 1;
  trace.common = commonOf(trace.common, directory);
  if (trace.files > 1) return;
  if (traces.size >= MOST_EXTENSIONS) {
    const rare = [...traces].toSorted(([, a], [, b]) => b.files - a.files).slice(MOST_EXTENSIONS / 2);
    for (const [name] of rare) traces.delete(name);
  }
  traces.set(extension, trace);
}

function verdict(extension: string, { files, random, example, common, isNamed }: Trace): Finding[] {
  const isEncrypted = random >= LEAST_RANDOM && random >= RANDOM_SHARE * files;
  if (!isEncrypted && !isNamed) return [];
  const evidence = [{ is: 'renamed', files, extension, example: nameOf(example), random }] as const;
  return [finding('ransom-trace', common, { severity: isEncrypted ? 'error' : 'warning', evidence })];
}
