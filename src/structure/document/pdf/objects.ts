const MAX = 65_536;
/** Writers count from a line end before the object or after it. */
const NEAR = 4;

/** The objects of a PDF by their offsets: those in its tables, and those that exist. */
export type Objects = {
  expect(offset: number): void;
  meet(offset: number): void;
  /**
   * Returns the first listed object that does not exist. Undefined where most are missing: then the whole table is off,
   * as in a file whose line ends were converted, and readers rebuild it; also where there are more than 65,536.
   */
  lost(): number | undefined;
};

/** Creates an empty record. */
export function createObjects(): Objects {
  const listed = new Set<number>();
  const met = new Set<number>();
  const isMet = (offset: number): boolean => {
    for (let by = -NEAR; by <= NEAR; by++) if (met.has(offset + by)) return true;
    return false;
  };
  return {
    expect(offset) {
      // Some writers list an object that they never wrote as in use, at 0.
      if (offset > 0 && listed.size < MAX) listed.add(offset);
    },
    meet(offset) {
      if (met.size < MAX) met.add(offset);
    },
    lost() {
      if (listed.size === MAX || met.size === MAX) return undefined;
      const absent = [...listed].filter((offset) => !isMet(offset));
      return absent.length * 2 > listed.size ? undefined : absent.toSorted((a, b) => a - b)[0];
    },
  };
}
