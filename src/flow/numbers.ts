/** A growing row of numbers, each of as few bytes as its kind of array has. */
export type Numbers = {
  readonly length: () => number;
  push(value: number): void;
  /** The number at a place; 0 beyond the end. */
  at(index: number): number;
  set(index: number, value: number): void;
};

/** So few are a plain array: three thousand lists of one name each are not to cost twenty thousand buffers. */
const FEW = 16;

/** Creates an empty row that keeps its numbers in arrays of a kind. */
export function createNumbers(
  kind: Uint16ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor,
): Numbers {
  let held: number[] | InstanceType<typeof kind> = [];
  let count = 0;
  return {
    length: () => count,
    push(value) {
      if (count >= FEW && count === held.length) {
        const more = new kind(2 * count);
        more.set(held);
        held = more;
      }
      held[count] = value;
      count += 1;
    },
    at: (index) => held[index] ?? 0,
    set(index, value) {
      held[index] = value;
    },
  };
}
