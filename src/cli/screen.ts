/**
 * The only file that knows about terminals, colour and animation. Results go to stdout; progress, warnings and errors go
 * to stderr as `restorable: error: what` and `restorable: hint: the next command`, in lower case, without a full stop.
 * Nothing is animated unless stderr is a terminal.
 */

import { formatCount, formatNumber, formatSeconds } from '../model/counts.ts';
import type { ProgressEvent } from '../model/event.ts';
import { type Paint, PLAIN } from '../report/reporter.ts';
import { formatBytes, visible, wrap } from '../report/text.ts';

/** When to use colour; false is what `--no-color` gives. */
export type ColorChoice = 'auto' | 'always' | 'never' | false;

/** The two output streams and what they can show. */
export type Screen = {
  /** Stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Stderr is a terminal that can show animated progress. */
  readonly canAnimate: boolean;
  /** Columns of stdout, if it is a terminal. */
  readonly width: number | undefined;
  readonly paint: Paint;
  out(text: string | Uint8Array): void;
  error(message: string, hint?: string): void;
  warn(message: string, hint?: string): void;
  note(message: string): void;
  /** Columns of stderr, if it is a terminal. */
  readonly asideWidth: number | undefined;
  /** Writes a text for people that must not be mixed with the output, to stderr. */
  aside(text: string): void;
  /** Shows how far a run is; `root` where there are several. */
  progress(event: ProgressEvent, root?: string): void;
  /** Removes the progress line until the next progress event. */
  clearProgress(): void;
};

/**
 * Columns below which nothing is animated: a serial console and a container have none, there every move of the cursor
 * is wrong, and in a few columns a line of progress says nothing.
 */
const LEAST_COLUMNS = 20;

/** Opens the screen; loads chalk only if colour is used, and ora only if there is progress to show. */
export async function openScreen(color: ColorChoice): Promise<Screen> {
  const { env, stdout, stderr } = process;
  const isDumb = env['TERM'] === 'dumb';
  const plainByEnv = (env['NO_COLOR'] ?? '') !== '' || isDumb;
  const colored = color === 'always' || (color === 'auto' && stdout.isTTY && !plainByEnv);
  const columns = (): number => stderr.columns ?? 80;
  const canAnimate = stderr.isTTY && columns() >= LEAST_COLUMNS && !isDumb && (env['CI'] ?? '') === '';
  let animation: Animation | undefined;
  let isLoading = false;
  /** The text of the animation; undefined while it is hidden. */
  let progressText: string | undefined;
  const paint = colored ? await chalkPaint() : PLAIN;
  const clearProgress = (): void => {
    progressText = undefined;
    animation?.stop();
  };

  return {
    isTerminal: stdout.isTTY,
    canAnimate,
    width: stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined,
    asideWidth: stderr.isTTY && columns() >= LEAST_COLUMNS ? columns() : undefined,
    paint,
    out: (text) => void stdout.write(text),
    error: (message, hint) => writeMessage('error', message, hint),
    warn: (message, hint) => writeMessage('warning', message, hint),
    note: (message) => writeMessage('note', message, undefined),
    aside: (text) => void stderr.write(text),
    progress(event, root) {
      if (!canAnimate) return;
      // A window may be made smaller while the run goes on.
      if (columns() < LEAST_COLUMNS) {
        clearProgress();
        return;
      }
      progressText = progressLine(event, columns() - 3, root);
      if (animation !== undefined) animate(animation, progressText);
      else if (!isLoading) void load();
    },
    clearProgress,
  };

  async function load(): Promise<void> {
    isLoading = true;
    const { default: ora } = await import('ora');
    animation = ora({ stream: stderr, discardStdin: false, color: colored ? 'cyan' : false });
    if (progressText !== undefined) animate(animation, progressText);
  }
}

type Animation = { text: string; readonly isSpinning: boolean; start(): unknown; stop(): unknown };

function animate(animation: Animation, text: string): void {
  animation.text = text;
  if (!animation.isSpinning) animation.start();
}

/** Writes a message, wrapped on a terminal; a hint stays one line, because it has a command to copy. */
function writeMessage(kind: 'error' | 'warning' | 'note', message: string, hint: string | undefined): void {
  const { isTTY, columns } = process.stderr;
  const width = isTTY && columns >= LEAST_COLUMNS ? columns : undefined;
  process.stderr.write(`${wrap(`restorable: ${kind}: ${visible(message)}`, width, '  ').join('\n')}\n`);
  if (hint !== undefined) process.stderr.write(`restorable: hint: ${visible(hint)}\n`);
}

async function chalkPaint(): Promise<Paint> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  // Chalk joins whatever else it is called with, such as the index that `map` gives.
  const one =
    (paint: (text: string) => string) =>
    (text: string): string =>
      paint(text);
  return {
    error: one(chalk.red.bold),
    warning: one(chalk.yellow),
    note: one(chalk.cyan),
    good: one(chalk.green.bold),
    strong: one(chalk.bold),
    faint: one(chalk.dim),
  };
}

/** A part of the line of progress; where there is no room for all, that of the highest number goes first. */
type Part = { readonly text: string; readonly goes: number };

/**
 * Formats one line of progress for a width: the root where there are several, how far it is, time left, bytes, files, rate,
 * findings and the current path.
 */
export function progressLine(event: ProgressEvent, width: number, root = ''): string {
  const { files, bytes: read, totalFiles, totalBytes, seconds, findings, path, workers = [] } = event;
  const rate = seconds > 0 ? read / seconds : 0;
  // What is read a second time counts twice.
  const bytes = Math.min(read, totalBytes ?? read);
  const part = (goes: number, text: string, isThere = true): Part[] => (isThere ? [{ text, goes }] : []);
  const share = totalBytes === undefined || totalBytes === 0 ? undefined : bytes / totalBytes;
  const left = share === undefined || rate === 0 ? 0 : ((totalBytes ?? 0) - bytes) / rate;
  const parts = [
    ...part(1, visible(root), root !== ''),
    ...part(0, `${Math.floor((share ?? 0) * 100)} %`, share !== undefined),
    ...part(2, `${formatSeconds(left)} left`, left > 0),
    ...part(
      3,
      totalBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
    ),
    ...part(
      totalFiles === undefined ? 0 : 5,
      totalFiles === undefined
        ? formatNumber(files, 'file')
        : `${formatCount(files)} of ${formatNumber(totalFiles, 'file')}`,
    ),
    ...part(6, `${formatBytes(rate)}/s`),
    ...part(4, formatNumber(findings, 'finding'), findings > 0),
    ...part(7, workersText(workers), workers.length > 0),
  ];
  const line = fitted(parts, width);
  const room = width - line.length - 2;
  return path === undefined || room < 12 ? line.slice(0, width) : `${line}  ${shorten(visible(path), room)}`;
}

/** What each worker of a fleet read so far, as `nas1/4711 3.1 GiB`. */
function workersText(workers: NonNullable<ProgressEvent['workers']>): string {
  return workers.map(({ name, bytes }) => `${visible(name)} ${formatBytes(bytes)}`).join(', ');
}

/** Joins as many parts as there is room for, the most important first of all. */
function fitted(parts: readonly Part[], width: number): string {
  const line = parts.map(({ text }) => text).join(', ');
  if (line.length <= width || parts.length <= 1) return line;
  const most = Math.max(...parts.map(({ goes }) => goes));
  return fitted(
    parts.filter(({ goes }) => goes !== most),
    width,
  );
}

/** Cuts the beginning of a path, because its end says more. */
function shorten(path: string, room: number): string {
  return path.length <= room ? path : `...${path.slice(path.length - room + 3)}`;
}
