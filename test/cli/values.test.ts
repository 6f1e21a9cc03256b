/** What stands in angle brackets says what a flag takes, and every flag of every command keeps to it. */
import type { Command, Option } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program/program.ts';

const program = await createProgram(() => {});
const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)];
const flags = below(program).flatMap((command) =>
  command.options.map((option): [string, Option] => [`${command.name()} ${option.flags}`, option]),
);

/** What each kind of value takes, what that comes to, and what it refuses. */
const KINDS: Readonly<
  Record<string, { takes: Readonly<Record<string, unknown>>; refuses: readonly string[] }>
> = {
  n: { takes: { '1': 1, '200': 200 }, refuses: ['', '-1', '1.5', '1k', 'x', '0x10'] },
  size: {
    takes: { '500': 500, '10M': 1e7, '10MiB': 10_485_760, '1.5G': 1.5e9 },
    refuses: ['', '-1', 'M', '10X'],
  },
  duration: {
    takes: { '90s': 90_000, '26h': 93_600_000, '1d12h': 129_600_000 },
    refuses: ['', '60', '-1h', '1y'],
  },
  percent: { takes: { '20%': 0.2, '20': 0.2 }, refuses: ['', '101%', '-1%', 'x'] },
  url: {
    takes: { 'https://a.example/b': 'https://a.example/b' },
    refuses: ['', 'a.example', 'ftp://a', 'http://'],
  },
};
const kindOf = ({ flags: text }: Option): string => /<(.+)>$/.exec(text)?.[1] ?? '';
const numbers = flags.filter(([, option]) => Object.hasOwn(KINDS, kindOf(option)));

it.each(numbers)('%s', (_, option) => {
  const { takes, refuses } = KINDS[kindOf(option)] ?? { takes: {}, refuses: [] };
  const parse = (text: string): unknown => option.parseArg?.<unknown>(text, undefined);
  expect(Object.fromEntries(Object.keys(takes).map((text) => [text, parse(text)]))).toEqual(takes);
  for (const text of refuses) expect(() => parse(text)).toThrow(/^Must be /);
});

it('has a number, a size or a duration only where the help says so', () => {
  const others = flags.filter(([, option]) => !numbers.some(([, each]) => each === option));
  for (const [name, { defaultValue }] of others)
    expect([name, typeof defaultValue]).not.toEqual([name, 'number']);
  expect(new Set(numbers.map(([, option]) => kindOf(option)))).toEqual(new Set(Object.keys(KINDS)));
});
