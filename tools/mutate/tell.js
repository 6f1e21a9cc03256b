// What a run says: a line for every mutant, a line for every room, and one for all.

const MOST_CHARACTERS = 110;
const SAID = {
  'known survivor': ({ reason }) => `known survivor (${reason})`,
  killed: ({ by, isHung }) => `killed by ${by || 'a test that crashed'}${isHung ? ' (timeout)' : ''}`,
  survived: ({ ran, of }) => `SURVIVED ${ran < of ? `${ran} of ` : ''}${of} test files`,
  'did not compile': () => 'did not compile',
  unfinished: ({ ran, of }) => `not finished, time is up after ${ran} of ${of} test files`,
};

/** Returns the line of a mutant: what became of it, where it lies, and the lines before and after. */
export function lineOf(mutant) {
  const said = mutant.result === undefined ? mutant.kind : SAID[mutant.result](mutant);
  return `${said}  ${mutant.file}:${mutant.line}  ${short(mutant.before)} → ${short(mutant.after)}\n`;
}

/** Returns how many mutants were killed, survived, and so on, and the percentage killed of those that were judged, known survivors among them. */
export function sumUp(mutants) {
  const count = (result) => mutants.filter((mutant) => mutant.result === result).length;
  const [killed, survived, known] = [count('killed'), count('survived'), count('known survivor')];
  const judged = killed + survived + known;
  return {
    killed,
    survived,
    known,
    unfinished: count('unfinished'),
    uncompiled: count('did not compile'),
    percent: judged === 0 ? undefined : Math.floor((1000 * killed) / judged) / 10,
  };
}

/** Returns the closing line of a room, or of all. */
export function summaryOf(name, { killed, survived, known, unfinished, uncompiled, percent }) {
  const share = percent === undefined ? 'none judged' : `${percent} % killed`;
  const apart = [
    [known, known === 1 ? 'known survivor' : 'known survivors'],
    [unfinished, 'not finished'],
    [uncompiled, 'did not compile'],
  ].flatMap(([n, what]) => (n > 0 ? [`, ${n} ${what}`] : []));
  return `${name}: ${share} (${killed} killed, ${survived} survived${apart.join('')})\n`;
}

function short(text) {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
