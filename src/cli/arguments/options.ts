import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RunOptions } from '../../engine/run.ts';
import type { Depth } from '../../model/content.ts';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import { REPORT_NAMES } from '../../report/formats/names.ts';
import type { ColorChoice } from '../screen.ts';
import { collect } from './collect.ts';
import { parseCount, parseDuration, parsePositive } from './units.ts';

/** The flags that every command which reads a tree has, as commander gives them. */
export type CommonFlags = {
  readonly exclude?: readonly string[];
  readonly oneFileSystem?: boolean;
  readonly depth: Depth;
  readonly expect?: readonly string[];
  readonly jobs: number | 'auto';
  readonly failOn: Severity;
  readonly json?: boolean;
  readonly report?: readonly ReportChoice[];
  readonly limit: number;
  readonly journal: boolean;
  readonly keep?: number;
  readonly lockWait?: number;
  readonly ping?: string;
  readonly execOnFailure?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: ColorChoice;
};

/** A report and where it goes; stdout where there is no file. */
export type ReportChoice = { readonly name: string; readonly file?: string };

/** The flags that every command with findings has. */
export type OutputFlags = Pick<CommonFlags, 'json' | 'report' | 'limit' | 'quiet' | 'color'>;

/** Adds the common flags to a command. */
export function withCommonFlags(command: Command): Command {
  const reading = command
    .optionsGroup('Scope:')
    .option(
      '--exclude <glob>',
      "leave out what matches; without '/' names at any depth (repeatable)",
      collect,
    )
    .option('--one-file-system', 'do not enter other file systems')
    .optionsGroup('Verdict:')
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that fails the run')
        .choices(SEVERITIES)
        .default('warning'),
    )
    .addOption(
      new Option('--depth <depth>', 'how far to look into content: samples, everything once, archives too')
        .choices(['quick', 'normal', 'deep'])
        .default('normal'),
    )
    .option(
      '--expect <encrypted=glob>',
      'what matches is encrypted on purpose, so that it may look random (repeatable)',
      collectExpected,
    )
    .optionsGroup('Run:')
    .option('--jobs <n>', 'lanes that read: auto is one a core, and 1 on a spinning disk', parseJobs, 'auto')
    .option('--no-journal', 'do not keep the events of this run in the state directory')
    .option(
      '--keep <n>',
      'keep so many journals of this command and root, and remove older ones',
      parsePositive,
    )
    .option(
      '--lock-wait <duration>',
      'wait so long for another run of the same root; else exit 3 at once',
      parseDuration,
    )
    .option(
      '--ping <url>',
      'tell a monitor of start and end, as healthchecks.io; never changes the verdict',
      parseUrl,
    )
    .option(
      '--exec-on-failure <command>',
      'run this where the exit code is not 0, with the summary as its input',
    );
  return withOutputFlags(reading).option(
    '-v, --verbose',
    'report also where all is sound and nobody watches',
  );
}

/** Adds the flags of the output to a command. */
export function withOutputFlags(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'write every event as a line of JSON to stdout')
    .addOption(
      new Option('--report <name[:file]>', 'add a report, to stdout or a file (repeatable)')
        .choices(REPORT_NAMES)
        .argParser(collectReport),
    )
    .option('--limit <n>', 'name at most so many findings on the terminal', parseCount, 50)
    .option('-q, --quiet', 'say nothing but errors; the exit code tells')
    .addOption(colorOption());
}

/** The flag `--color`. */
export function colorOption(): Option {
  return new Option('--color <when>', 'use colour').choices(['auto', 'always', 'never']).default('auto');
}

/** What the engine is told of the common flags. */
export function runOptions(flags: CommonFlags, signal: AbortSignal): RunOptions {
  return {
    exclude: flags.exclude ?? [],
    oneFileSystem: flags.oneFileSystem === true,
    ...(flags.jobs === 'auto' ? {} : { jobs: flags.jobs }),
    failOn: flags.failOn,
    depth: flags.depth,
    expectEncrypted: flags.expect ?? [],
    signal,
  };
}

function collectExpected(value: string, before: readonly string[] = []): string[] {
  const glob = /^encrypted=(.+)$/s.exec(value)?.[1];
  if (glob === undefined) throw new InvalidArgumentError("It takes encrypted=GLOB, as 'encrypted=*.hc'.");
  return [...before, glob];
}

function collectReport(value: string, before: readonly ReportChoice[] = []): ReportChoice[] {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  const file = colon < 0 ? '' : value.slice(colon + 1);
  if (!REPORT_NAMES.includes(name)) {
    throw new InvalidArgumentError(`There is no report ${JSON.stringify(name)}.`);
  }
  return [...before, file === '' ? { name } : { name, file }];
}

/** The address of a monitor, by HTTP. */
export function parseUrl(value: string): string {
  if (!/^https?:\/\/[^\s/]/.test(value) || !URL.canParse(value))
    throw new InvalidArgumentError('It takes an address that begins with http:// or https://.');
  return value;
}

function parseJobs(value: string): number | 'auto' {
  if (value === 'auto') return 'auto';
  const count = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > 256) throw new InvalidArgumentError('It takes auto, or a number from 1 to 256.');
  return count;
}
