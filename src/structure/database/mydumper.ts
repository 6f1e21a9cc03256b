import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { cut, SOUND } from '../kit/verdicts.ts';

const START = /^(?:# )?Started dump at: \d{4}-/;
const END = /^(?:# )?Finished dump at: \d{4}-/m;
const LAST = 4096;

/**
 * The metadata that mydumper writes with a dump (files `metadata` and `metadata.partial`): its last line says when it
 * finished.
 */
export const mydumper: Structure = {
  name: 'mydumper',
  starts: 'S#',
  traits: ['text'],
  extensions: [],
  recognises: (head) => START.test(latin1At(head, 0, 32)),
  createCheck: () =>
    exactProbe(function* (reader) {
      const tail = yield* reader.readAllBut(LAST, () => {});
      return END.test(tail.toString('latin1'))
        ? SOUND
        : cut(`ends at ${reader.offset}, without "Finished dump at:", so the dump is incomplete`);
    }),
};
