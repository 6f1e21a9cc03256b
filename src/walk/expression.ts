/** The parts of a regular expression that picomatch makes of a glob; other expressions are refused, not guessed. */

/** A part of an expression. */
export type Part =
  | { readonly is: 'letter'; readonly fits: (unit: number) => boolean }
  | { readonly is: 'start' | 'end' }
  | { readonly is: 'ahead'; readonly isWanted: boolean; readonly body: Part }
  | { readonly is: 'sequence' | 'either'; readonly parts: readonly Part[] }
  | { readonly is: 'repeat'; readonly body: Part; readonly least: number; readonly most: number };

const QUANTIFIER = /(?:([*+?])|\{(\d{1,2})(?:(,)(\d{0,2}))?\})\??/y;
const OPENING = /\((?:\?([:=!]))?(?!\?)/y;
const CLASS = /\[\^?(?:\\.|[^\\\]])*\]/sy;
const SHORT_CLASS = /\\[dDwWsS]/y;
const ESCAPED = /\\([^\w]|[_])/sy;
const PLAIN = /[^\\[\](){}*+?|^$]/sy;

/** Returns the parts of an expression with the flag `s`; undefined where it has any that are not known here. */
export function parseExpression(source: string): Part | undefined {
  let at = 0;
  const strange: number[] = [];

  const read = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    if (found !== undefined) at += found[0].length;
    return found;
  };

  const either = (): Part => {
    const parts = [sequence()];
    while (source[at] === '|') {
      at += 1;
      parts.push(sequence());
    }
    return { is: 'either', parts };
  };

  const sequence = (): Part => {
    const parts: Part[] = [];
    while (strange.length === 0 && at < source.length && source[at] !== '|' && source[at] !== ')')
      parts.push(repeated());
    return { is: 'sequence', parts };
  };

  const repeated = (): Part => {
    let body = single();
    for (let found = read(QUANTIFIER); found !== undefined; found = read(QUANTIFIER)) {
      const [, sign, least = '1', comma, most = least] = found;
      const [low, high] = sign === undefined ? [Number(least), Number(most || 'Infinity')] : limitsOf(sign);
      body = { is: 'repeat', body, least: low, most: comma === undefined ? Math.max(low, high) : high };
    }
    return body;
  };

  const single = (): Part => {
    if (source[at] === '^' || source[at] === '$') {
      at += 1;
      return { is: source[at - 1] === '^' ? 'start' : 'end' };
    }
    const opening = read(OPENING);
    if (opening !== undefined) return group(opening[1]);
    const set = (read(CLASS) ?? read(SHORT_CLASS))?.[0];
    if (set !== undefined) return { is: 'letter', fits: memberOf(set) };
    const letter = read(ESCAPED)?.[1] ?? read(PLAIN)?.[0];
    if (letter === undefined) strange.push(at);
    if (letter === '.' && source[at - 2] !== '\\') return { is: 'letter', fits: () => true };
    const wanted = letter?.charCodeAt(0);
    return { is: 'letter', fits: (unit) => unit === wanted };
  };

  const group = (kind: string | undefined): Part => {
    const body = either();
    if (source[at] !== ')') strange.push(at);
    at += 1;
    return kind === '=' || kind === '!' ? { is: 'ahead', isWanted: kind === '=', body } : body;
  };

  const whole = either();
  return strange.length === 0 && at === source.length ? whole : undefined;
}

function limitsOf(sign: string): [least: number, most: number] {
  return sign === '?' ? [0, 1] : [sign === '+' ? 1 : 0, Infinity];
}

/** Whether a UTF-16 unit is in a class as an expression writes it. */
function memberOf(written: string): (unit: number) => boolean {
  const set = new RegExp(`^${written}$`, 's');
  const known = new Map<number, boolean>();
  return (unit) => {
    const before = known.get(unit);
    if (before !== undefined) return before;
    const fits = set.test(String.fromCharCode(unit));
    known.set(unit, fits);
    return fits;
  };
}

/**
 * How the steps of a matcher that goes back grow with a text, as a power of its length at the worst; infinite where they may
 * double with each character.
 */
export function growthOf(part: Part): number {
  if (part.is === 'sequence' || part.is === 'either')
    return part.parts.reduce((sum, each) => sum + growthOf(each), 0);
  if (part.is === 'ahead') return growthOf(part.body) > 0 ? Infinity : 0;
  if (part.is !== 'repeat') return 0;
  if (part.most !== Infinity) return growthOf(part.body) * part.most;
  return isOneLetter(part.body) ? 1 : Infinity;
}

/** Whether a part always takes one character, whatever it looks at. */
function isOneLetter(part: Part): boolean {
  if (part.is === 'letter') return true;
  if (part.is === 'either') return part.parts.length === 1 && part.parts.every(isOneLetter);
  if (part.is !== 'sequence') return false;
  const taking = part.parts.filter((each) => each.is !== 'ahead' || growthOf(each) > 0);
  return taking.length === 1 && taking.every(isOneLetter);
}
