const MOST = 65_536;
/** Writers count from a line end before the object or behind it. */
const NEAR = 4;

/** The objects of a PDF by their offsets: those that tables promise, and those that are there. */
export type Objects = {
  promise(offset: number): void;
  meet(offset: number): void;
  /**
   * The first promised object that is not there. None where most are missing: then the whole table is off, as in a file
   * whose line ends were converted, and readers build it anew; nor where there are more than 65,536.
   */
  lost(): number | undefined;
};

/** Makes an empty record. */
export function createObjects(): Objects {
  const promised = new Set<number>();
  const met = new Set<number>();
  const isMet = (offset: number): boolean => {
    for (let by = -NEAR; by <= NEAR; by++) if (met.has(offset + by)) return true;
    return false;
  };
  return {
    promise(offset) {
      // Some writers say "in use, at 0" of an object that they never wrote.
      if (offset > 0 && promised.size < MOST) promised.add(offset);
    },
    meet(offset) {
      if (met.size < MOST) met.add(offset);
    },
    lost() {
      if (promised.size === MOST || met.size === MOST) return undefined;
      const absent = [...promised].filter((offset) => !isMet(offset));
      return absent.length * 2 > promised.size ? undefined : absent.toSorted((a, b) => a - b)[0];
    },
  };
}
