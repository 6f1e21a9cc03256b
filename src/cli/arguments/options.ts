import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RunOptions } from '../../engine/run.ts';
import type { Depth } from '../../model/content.ts';
import { type FindingCode, SEVERITIES, type Severity } from '../../model/finding.ts';
import { REPORT_NAMES } from '../../report/formats/names.ts';
import type { ColorChoice } from '../screen.ts';
import { BadValue } from './bad-value.ts';
import { repeatable } from './collect.ts';
import { didYouMean } from './did-you-mean.ts';
import { collectExcludes } from './exclude-groups.ts';
import { collectCodes } from './finding-codes.ts';
import { parseCount, parseDuration, parsePositive } from './units.ts';

/** The flags of every command that reads a tree, as commander gives them. */
export type CommonFlags = {
  readonly exclude?: readonly string[];
  readonly oneFileSystem?: boolean;
  readonly depth: Depth;
  readonly expect?: readonly string[];
  readonly jobs: number | 'auto';
  readonly failOn: Severity;
  readonly json?: boolean;
  readonly report?: readonly ReportChoice[];
  readonly code?: readonly FindingCode[];
  readonly limit: number;
  readonly journal: boolean;
  readonly signJournal?: string;
  readonly keep?: number;
  readonly lockWait?: number;
  readonly ping?: string;
  readonly execOnFailure?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: ColorChoice;
};

/** A report and its file; without a file it goes to stdout. */
export type ReportChoice = { readonly name: string; readonly file?: string };

/** The flags of every command with findings. */
export type OutputFlags = Pick<CommonFlags, 'json' | 'report' | 'code' | 'limit' | 'quiet' | 'color'>;

/** The flags of `report`. */
export type ReplayFlags = OutputFlags & Pick<CommonFlags, 'verbose'>;

/** Adds the common flags to a command. */
export function withCommonFlags(command: Command): Command {
  const reading = command
    .optionsGroup('Scope:')
    .option(
      '--exclude <glob>',
      "leave out what matches; without '/', names at any depth; 'x/' for directories; @desktop-files for .DS_Store, Thumbs.db and their like (repeatable)",
      collectExcludes,
    )
    .option('--one-file-system', 'do not enter other file systems')
    .optionsGroup('Verdict:')
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity that fails the run')
        .choices(SEVERITIES)
        .default('warning'),
    )
    .addOption(
      new Option('--depth <depth>', 'how thoroughly to examine content: samples, everything, archives too')
        .choices(['quick', 'normal', 'deep'])
        .default('normal'),
    )
    .option(
      '--expect <kind=glob>',
      'files that may look random, encrypted=GLOB, or be one fill, zero=GLOB (repeatable)',
      repeatable(collectExpected),
    )
    .optionsGroup('Run:')
    .option('--jobs <n>', 'reader threads: auto = one per core, 1 on a hard disk', parseJobs, 'auto')
    .option('--no-journal', 'do not store the events of this run in the state directory')
    .option(
      '--sign-journal <file>',
      'sign the journal with this key: FILE.sig beside it; a public key asks the SSH agent',
    )
    .option(
      '--keep <n>',
      'keep the newest N journals of this command and root (default: 60, and all of 90 days)',
      parsePositive,
    )
    .option(
      '--lock-wait <duration>',
      'wait up to this long for another run; without it, exit 3 at once',
      parseDuration,
    )
    .option('--ping <url>', 'ping a monitor such as healthchecks.io at start and end', parseUrl)
    .option('--exec-on-failure <command>', 'run this if the exit code is not 0, with the summary on stdin');
  return withVerboseFlag(withOutputFlags(reading));
}

/** Adds the flag `--verbose` to a command. */
export function withVerboseFlag(command: Command): Command {
  return command.option(
    '-v, --verbose',
    'print digests, and a report even when everything is sound and stdout is not a terminal',
  );
}

/** Adds the output flags to a command. */
export function withOutputFlags(command: Command): Command {
  const output = command
    .optionsGroup('Output:')
    .option('--json', 'write every event to stdout, one JSON object per line')
    .addOption(
      new Option('--report <name[:file]>', 'add a report, to stdout or a file (repeatable)')
        .choices(REPORT_NAMES)
        .argParser(repeatable(collectReport)),
    )
    .option('--limit <n>', 'show at most N findings on the terminal', parseCount, 50)
    .option('-q, --quiet', 'print only errors; the exit code is the result');
  // accept and repair have a flag of this name for what they take.
  if (output.options.every(({ long }) => long !== '--code'))
    output.option(
      '--code <code>',
      'the findings whose paths --report paths lists (repeatable)',
      collectCodes,
    );
  return withColorFlags(output);
}

/** Adds the flag `--color` to a command, and `--no-color`, which many programs have for `--color never`. */
export function withColorFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--color <when>', 'use colour').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--no-color', 'the same as --color never');
}

/** Returns the common flags as the engine takes them. */
export function runOptions(flags: CommonFlags, signal: AbortSignal): RunOptions {
  return {
    exclude: flags.exclude ?? [],
    oneFileSystem: flags.oneFileSystem === true,
    ...(flags.jobs === 'auto' ? {} : { jobs: flags.jobs }),
    failOn: flags.failOn,
    depth: flags.depth,
    expectEncrypted: globsOf(flags.expect, 'encrypted'),
    expectZero: globsOf(flags.expect, 'zero'),
    signal,
  };
}

function collectExpected(value: string, before: readonly string[] = []): string[] {
  if (!/^(?:encrypted|zero)=./s.test(value))
    throw new BadValue("encrypted=GLOB or zero=GLOB, such as 'encrypted=*.hc'");
  return [...before, value];
}

/** Returns the globs of `--expect KIND=GLOB` of one kind, or of all. */
export function globsOf(expect: readonly string[] = [], kind?: 'encrypted' | 'zero'): string[] {
  return expect.flatMap((each) => {
    const end = each.indexOf('=');
    return kind === undefined || each.slice(0, end) === kind ? [each.slice(end + 1)] : [];
  });
}

function collectReport(value: string, before: readonly ReportChoice[] = []): ReportChoice[] {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  const file = colon < 0 ? '' : value.slice(colon + 1);
  if (!REPORT_NAMES.includes(name)) {
    const near = didYouMean(name, REPORT_NAMES);
    const meant = near === undefined ? '' : `; perhaps ${near}`;
    throw new BadValue(`NAME or NAME:FILE; NAME is one of ${REPORT_NAMES.join(', ')}${meant}`);
  }
  if (colon >= 0) refuseNoFile(file);
  if (file !== '' && before.some((each) => each.file !== undefined && resolve(each.file) === resolve(file)))
    throw new InvalidArgumentError(`Another report goes to the file ${file} already.`);
  return [...before, file === '' ? { name } : { name, file }];
}

/** Refuses the empty file name that an unset variable leaves in NAME:FILE. Throws an InvalidArgumentError. */
export function refuseNoFile(file: string): void {
  if (file === '') throw new InvalidArgumentError('The name of its file is empty; is a variable not set?');
}

/** Checks the HTTP address of a monitor. Throws a BadValue. */
export function parseUrl(value: string): string {
  if (!/^https?:\/\/[^\s/]/.test(value) || !URL.canParse(value))
    throw new BadValue('an address that begins with http:// or https://');
  return value;
}

/** Parses `auto` or a number of threads. Throws a BadValue. */
export function parseJobs(value: string): number | 'auto' {
  if (value === 'auto') return 'auto';
  const count = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > 256) throw new BadValue('auto, or a number from 1 to 256');
  return count;
}
