/**
 * The screen: the only file that knows terminals, colour and animation. The result goes to stdout; progress, warnings
 * and errors go to stderr as `restorable: error: what` and `restorable: hint: the next command`, lower case, without a
 * full stop. Nothing moves where stderr is no terminal.
 */
import type { ProgressEvent } from '../model/event.ts';
import { type Paint, PLAIN } from '../report/reporter.ts';
import { formatBytes, formatCount, formatNumber, formatSeconds, visible } from '../report/text.ts';

/** When to use colour. */
export type ColorChoice = 'auto' | 'always' | 'never';

/** The terminal as the program sees it. */
export type Screen = {
  /** Someone watches stdout. */
  readonly isWatched: boolean;
  /** Someone watches stderr, so that progress may move. */
  readonly canMove: boolean;
  /** Columns of stdout, where someone watches it. */
  readonly width: number | undefined;
  readonly paint: Paint;
  out(text: string): void;
  error(message: string, hint?: string): void;
  warn(message: string, hint?: string): void;
  note(message: string): void;
  progress(event: ProgressEvent): void;
  /** Takes the progress away until there is more. */
  still(): void;
};

/** Opens the screen. */
export async function openScreen(color: ColorChoice): Promise<Screen> {
  const { env, stdout, stderr } = process;
  const isDumb = env['TERM'] === 'dumb';
  const plainByEnv = (env['NO_COLOR'] ?? '') !== '' || isDumb;
  const colored = color === 'always' || (color === 'auto' && stdout.isTTY && !plainByEnv);
  const canMove = stderr.isTTY && !isDumb && (env['CI'] ?? '') === '';
  let animation: Animation | undefined;
  let isLoading = false;
  /** What the animation says; nothing where it is still. */
  let moving: string | undefined;
  const paint = colored ? await chalked() : PLAIN;

  return {
    isWatched: stdout.isTTY,
    canMove,
    width: stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined,
    paint,
    out: (text) => void stdout.write(text),
    error: (message, hint) => tell('error', message, hint),
    warn: (message, hint) => tell('warning', message, hint),
    note: (message) => tell('note', message, undefined),
    progress(event) {
      if (!canMove) return;
      moving = progressLine(event, (stderr.columns ?? 80) - 3);
      if (animation !== undefined) move(animation, moving);
      else if (!isLoading) void load();
    },
    still() {
      moving = undefined;
      animation?.stop();
    },
  };

  async function load(): Promise<void> {
    isLoading = true;
    const { default: ora } = await import('ora');
    animation = ora({ stream: stderr, discardStdin: false });
    if (moving !== undefined) move(animation, moving);
  }
}

type Animation = { text: string; readonly isSpinning: boolean; start(): unknown; stop(): unknown };

function move(animation: Animation, text: string): void {
  animation.text = text;
  if (!animation.isSpinning) animation.start();
}

function tell(kind: 'error' | 'warning' | 'note', message: string, hint: string | undefined): void {
  process.stderr.write(`restorable: ${kind}: ${visible(message)}\n`);
  if (hint !== undefined) process.stderr.write(`restorable: hint: ${visible(hint)}\n`);
}

async function chalked(): Promise<Paint> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    error: chalk.red.bold,
    warning: chalk.yellow,
    note: chalk.cyan,
    good: chalk.green.bold,
    strong: chalk.bold,
    faint: chalk.dim,
  };
}

/** One line of progress, as wide as the terminal: files, bytes, rate, time left, findings, and the path at hand. */
export function progressLine(event: ProgressEvent, width: number): string {
  const { files, bytes, totalFiles, totalBytes, seconds, findings, path } = event;
  const rate = seconds > 0 ? bytes / seconds : 0;
  const left =
    totalBytes !== undefined && rate > 0 && totalBytes > bytes ? (totalBytes - bytes) / rate : undefined;
  const parts = [
    totalFiles === undefined
      ? formatNumber(files, 'file')
      : `${formatCount(files)} of ${formatNumber(totalFiles, 'file')}`,
    totalBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
    `${formatBytes(rate)}/s`,
    ...(left === undefined ? [] : [`${formatSeconds(left)} left`]),
    ...(findings === 0 ? [] : [formatNumber(findings, 'finding')]),
  ];
  const line = parts.join(', ');
  const room = width - line.length - 2;
  return path === undefined || room < 12 ? line.slice(0, width) : `${line}  ${shorten(visible(path), room)}`;
}

/** The end of a path matters more than its beginning. */
function shorten(path: string, room: number): string {
  return path.length <= room ? path : `...${path.slice(path.length - room + 3)}`;
}
