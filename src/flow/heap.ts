/** Items of which the least is always at hand. */
export type Heap<T> = {
  readonly least: T | undefined;
  /** Takes the least out. */
  pop(): T | undefined;
  push(item: T): void;
};

/** Creates an empty heap; `isLess` orders any two items that are not the same. */
export function createHeap<T>(isLess: (one: T, other: T) => boolean): Heap<T> {
  const items: T[] = [];
  const risen = (item: T): void => {
    let at = items.length;
    for (; at > 0; ) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || !isLess(item, parent)) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  };
  const sunk = (item: T): void => {
    let at = 0;
    for (;;) {
      const [left, right] = [items[2 * at + 1], items[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isLess(right, left);
      const child = isRight ? right : left;
      if (!isLess(child, item)) break;
      items[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    items[at] = item;
  };
  return {
    get least() {
      return items[0];
    },
    pop() {
      const [least] = items;
      const last = items.pop();
      if (last !== undefined && items.length > 0) sunk(last);
      return least;
    },
    push: risen,
  };
}
