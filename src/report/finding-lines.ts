import { formatCount, formatNumber } from '../model/counts.ts';
import type { FindingEvent } from '../model/event.ts';
import { FINDING_CODES, isAboutDirectory } from '../model/finding.ts';
import type { ReportStyle } from './reporter.ts';
import { stateText, wantedAndFound } from './state-text.ts';
import { visible, visiblePath, wrap } from './text.ts';

/** A finding as a person reads it; `below` counts the findings of its code below its path where it stands for them, else 0. */
export type ShownFinding = { readonly event: FindingEvent; readonly below: number };

/** Returns findings as lines for a person: each directory once, in the order of the first finding in it. */
export function findingLines(shown: readonly ShownFinding[], style: ReportStyle): string[] {
  const column = Math.max(0, ...shown.map(({ event }) => event.code.length));
  const directories = new Map<string, string[]>();
  for (const each of shown) {
    const [directory, name] = placeOf(each.event);
    const lines = directories.get(directory) ?? [];
    directories.set(directory, lines);
    lines.push(...linesOf(each, name, { column, style }));
  }
  return [...directories].flatMap(([name, lines]) => ['', `  ${style.paint.strong(name)}`, ...lines]);
}

function linesOf(
  { event, below }: ShownFinding,
  name: string,
  { column, style }: { readonly column: number; readonly style: ReportStyle },
): string[] {
  const { paint, width } = style;
  const indent = ' '.repeat(4 + column + 2);
  const said = [
    ...(event.detail === undefined ? [] : [visible(event.detail)]),
    ...(below === 0 ? [] : [describeBelow(event, below)]),
  ].join('; ');
  const shownName = below > 0 && name !== '' ? `${name}/` : name;
  const [first = '', ...more] = wrapAfter(shownName, said, width, indent);
  const state = stateText(event);
  const apart = wantedAndFound(event, style.hasDigests === true);
  const differ = (['wanted', 'found'] as const).flatMap((what) =>
    apart[what] === undefined ? [] : [`${what} ${visible(apart[what])}`],
  );
  const about = [
    ...(state === undefined ? [] : [state]),
    ...(differ.length === 0 ? [] : [differ.join(', ')]),
  ];
  return [
    `    ${paint[event.severity](event.code.padEnd(column))}  ${first.slice(indent.length)}`.trimEnd(),
    ...more,
    ...about.flatMap((line) => wrap(`${indent}${line}`, width, indent)).map(paint.faint),
  ];
}

function describeBelow({ code }: FindingEvent, below: number): string {
  if (code === 'unvouched') return `none of its ${formatNumber(below, 'file')} has a digest`;
  return FINDING_CODES[code].bytes === 'gone'
    ? `the whole directory, ${formatCount(below)} promised paths`
    : `the whole directory, ${formatNumber(below, 'file')}`;
}

/** Wraps a name, which is never broken, and the text after it. Neither contains NUL. */
function wrapAfter(name: string, said: string, width: number | undefined, indent: string): string[] {
  const whole = [name.replaceAll(' ', '\0'), said].filter((part) => part !== '').join(': ');
  const lines = wrap(indent + whole, width, `${indent}  `);
  return lines.map((line) => line.replaceAll('\0', ' ').trimEnd());
}

/** Returns the directory that a finding is listed under, and its name there; '' for the directory itself. */
function placeOf(event: FindingEvent): [string, string] {
  const path = visiblePath(event);
  if (isAboutDirectory(event.code) || path === '')
    return [path === '' ? './' : `${path.startsWith('::') ? './' : ''}${path}/`, ''];
  const slash = path.lastIndexOf('/');
  const above = path.slice(0, slash + 1);
  // A line that begins with '::' would be a command for GitHub's runners.
  return slash < 0 ? ['./', path] : [above.startsWith('::') ? `./${above}` : above, path.slice(slash + 1)];
}
