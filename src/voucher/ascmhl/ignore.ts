import { type BytePath, fromText } from '../../model/path.ts';

const MOST_STARS = 8;

/**
 * Whether a path below the directory of a history is left out by its patterns, as far as those are names or globs of
 * gitignore without negation: a pattern without '/' fits at any depth, and what is below a directory that fits is left out.
 */
export function ignoring(patterns: readonly string[]): (path: BytePath) => boolean {
  const rules = [...new Set(patterns)].flatMap((pattern) => ruleOf(fromText(pattern)) ?? []);
  return (path) => rules.some((rule) => rule.test(path));
}

function ruleOf(pattern: string): RegExp | undefined {
  const plain = pattern.replace(/\/+$/, '');
  if (plain === '' || plain.startsWith('!') || plain.startsWith('#') || plain.length > 1024) return undefined;
  if ((plain.match(/\*/g)?.length ?? 0) > MOST_STARS) return undefined;
  const isAnchored = plain.includes('/');
  const source = plain
    .replace(/^\//, '')
    .replaceAll(/[.+^${}()|\\[\]]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/?|\*|\?/g, (glob) => (glob.startsWith('**') ? '.*' : glob === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${source}(?:/|$)`, 's');
}
