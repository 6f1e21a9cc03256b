import { onTape } from '../kit/exact-reader.ts';
import { wordAt } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

const START = /^(?:# )?Started dump at: \d{4}-/;
const END = /^(?:# )?Finished dump at: \d{4}-/m;
const LAST = 4096;

/** What mydumper writes of a dump (files `metadata` and `metadata.partial`): its last words are when it finished. */
export const mydumper: Structure = {
  name: 'mydumper',
  starts: 'S#',
  traits: ['text'],
  extensions: [],
  recognises: (head) => START.test(wordAt(head, 0, 32)),
  begin: () =>
    onTape(function* (tape) {
      const tail = yield* tape.restBut(LAST, () => {});
      return END.test(tail.toString('latin1'))
        ? SOUND
        : cut(`ends at ${tape.offset} without "Finished dump at:", so the dump is not whole`);
    }),
};
