import type { Part } from './expression.ts';

/** A step of a matcher; those to which it may go on are given by their numbers. */
type Step =
  | { readonly is: 'letter'; readonly fits: (unit: number) => boolean; readonly next: number }
  | { readonly is: 'start' | 'end'; readonly next: number }
  | { readonly is: 'ahead'; readonly isWanted: boolean; readonly body: number; readonly next: number }
  | { readonly is: 'fork'; readonly next: number; other: number }
  | { readonly is: 'done' };

/** Steps that refer to each other, and to those of earlier blocks alone. */
type Block = { readonly first: number; end: number; hasLoop: boolean };

type Program = { readonly steps: readonly Step[]; readonly blocks: readonly Block[]; readonly entry: number };

/** More steps are refused: a repetition is written out. */
const MOST_STEPS = 1 << 18;

/**
 * Returns a matcher that takes as many steps as the expression is long for each character, whatever both are: from the last
 * character to the first, it notes for each step whether the rest matches from there. Undefined where the expression is too long.
 */
export function linearMatcher(part: Part): ((text: string) => boolean) | undefined {
  const program = compile(part);
  if (program === undefined) return undefined;
  const { steps, blocks, entry } = program;
  return (text) => {
    let here = new Uint8Array(steps.length);
    let behind = new Uint8Array(steps.length);
    for (let at = text.length; at >= 0; at--) {
      here.fill(0);
      const place = { here, behind, unit: at < text.length ? text.charCodeAt(at) : -1, isStart: at === 0 };
      for (const block of blocks) settle(steps, block, place);
      [here, behind] = [behind, here];
    }
    return behind[entry] === 1;
  };
}

/** Of which steps it is known that the rest matches, at one character and at the one behind it; -1 is the end of the text. */
type Place = {
  readonly here: Uint8Array;
  readonly behind: Uint8Array;
  readonly unit: number;
  readonly isStart: boolean;
};

function settle(steps: readonly Step[], { first, end, hasLoop }: Block, place: Place): void {
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (let i = first; i < end; i++) {
      const step = steps[i];
      if (step === undefined || place.here[i] === 1 || !holds(step, place)) continue;
      place.here[i] = 1;
      hasChanged = hasLoop;
    }
  }
}

function holds(step: Step, { here, behind, unit, isStart }: Place): boolean {
  switch (step.is) {
    case 'letter':
      return behind[step.next] === 1 && unit >= 0 && step.fits(unit);
    case 'start':
      return isStart && here[step.next] === 1;
    case 'end':
      return unit < 0 && here[step.next] === 1;
    case 'ahead':
      return here[step.next] === 1 && (here[step.body] === 1) === step.isWanted;
    case 'fork':
      return here[step.next] === 1 || here[step.other] === 1;
    case 'done':
      return true;
  }
}

/** Writes steps from the end of the expression to its beginning, so that each but a loop goes on to an earlier one. */
function compile(whole: Part): Program | undefined {
  const steps: Step[] = [];
  const blocks: Block[] = [];
  let isTooLong = false;

  const add = (step: Step): number => {
    isTooLong ||= steps.length >= MOST_STEPS;
    return isTooLong ? 0 : steps.push(step) - 1;
  };
  /** The steps of what a part looks at come before those of the part. */
  const looked = new Map<Part, number>();
  const write = (part: Part, next: number, block: Block): number => {
    if (isTooLong) return 0;
    switch (part.is) {
      case 'letter':
        return add({ is: 'letter', fits: part.fits, next });
      case 'start':
      case 'end':
        return add({ is: part.is, next });
      case 'ahead':
        return add({ is: 'ahead', isWanted: part.isWanted, body: looked.get(part.body) ?? 0, next });
      case 'sequence':
        return part.parts.reduceRight((to, each) => write(each, to, block), next);
      case 'either':
        return part.parts
          .map((each) => write(each, next, block))
          .reduceRight((other, each) => add({ is: 'fork', next: each, other }));
      case 'repeat':
        return writeRepeat(part, next, block);
    }
  };
  const writeRepeat = (
    { body, least, most }: Extract<Part, { is: 'repeat' }>,
    next: number,
    block: Block,
  ): number => {
    let to = next;
    if (most === Infinity) {
      block.hasLoop = true;
      const loop: Step = { is: 'fork', next, other: next };
      to = add(loop);
      loop.other = write(body, to, block);
    } else for (let i = least; i < most; i++) to = add({ is: 'fork', next, other: write(body, to, block) });
    for (let i = 0; i < least; i++) to = write(body, to, block);
    return to;
  };
  const writeBlock = (part: Part): number => {
    for (const body of bodiesIn(part)) looked.set(body, writeBlock(body));
    const block: Block = { first: steps.length, end: 0, hasLoop: false };
    blocks.push(block);
    const entry = write(part, add({ is: 'done' }), block);
    block.end = steps.length;
    return entry;
  };

  const entry = writeBlock(whole);
  return isTooLong ? undefined : { steps, blocks, entry };
}

/** What a part looks ahead at, without what that looks at. */
function bodiesIn(part: Part): readonly Part[] {
  if (part.is === 'ahead') return [part.body];
  if (part.is === 'repeat') return bodiesIn(part.body);
  return part.is === 'sequence' || part.is === 'either' ? part.parts.flatMap(bodiesIn) : [];
}
