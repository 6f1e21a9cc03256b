import type { Question } from '../model/code-row.ts';
import type { Answer, AnswerLimit } from './answers.ts';
import { describeCounts } from './run-splitter.ts';

/** Each question in full, for a reader who sees it the first time. */
export const QUESTION_TEXTS: Readonly<Record<Question, string>> = {
  intact: 'Are the bytes still what was promised?',
  complete: 'Is all there that was promised, and nothing else?',
  plausible: 'Is the content what it should be, and no garbage?',
  authentic: 'Is it certain that nobody rewrote data and digests together?',
};

const LIMIT_TEXTS: Readonly<Record<AnswerLimit, string>> = {
  scan: 'no manifest was read',
  seal: 'this run wrote the manifest; verify checks the tree against it',
  compare: 'two generations were compared, which proves neither',
  'no-voucher': 'nothing vouches for this tree',
  untrusted: 'the manifest cannot be trusted',
  'listed-paths': 'only listed paths were checked',
  shard: 'only one shard of the tree was read',
  unseen: 'some of what was promised is of a kind that a remote does not show',
  'left-out': 'some of it was left out',
  retention: 'the seal lets data go from stores',
  'open-inventory': 'what nothing names can be lost unseen',
  'partial-inventory': 'what nothing names can be lost unseen: seal it',
  'no-inventory': 'nothing here says all that must be there: seal it',
  'nothing-compared': 'no file was compared with a digest',
  'partly-compared': 'some files have no digest',
  spread: 'only a part was read in this run',
  interrupted: 'stopped before its end',
  unread: 'not everything could be read',
  garbage: 'some files are garbage',
  suspect: 'some files are suspect',
  'partly-judged': 'some files could not be judged',
  'not-judged': 'no file could be judged',
  'nothing-examined': 'no file was examined',
  held: 'files whose digest holds are not examined again',
  'not-signed': 'nothing is signed',
  'not-checked': 'a signature is present; to check it: --require-signature',
};

/** Returns the word of an answer as all reports show it. */
export function answerWord({ is, limits }: Answer): string {
  if (is !== 'unknown') return is;
  return limits.includes('not-signed') ? 'not signed' : limits.includes('not-checked') ? 'not checked' : is;
}

/** Returns why an answer is what it is: the findings that speak against a yes, then what else limits it; '' for a plain yes. */
export function answerReason(answer: Answer): string {
  const { is, findings, limits } = answer;
  if (is === 'yes' && answer.signers !== undefined) return signedBy(answer.signers);
  const told = findings.length === 0 ? [] : [describeCounts(Object.fromEntries(findings))];
  const isDecided = is === 'no' && told.length > 0;
  return [...told, ...(isDecided ? [] : limits.map((limit) => LIMIT_TEXTS[limit]))].join('; ');
}

function signedBy(signers: readonly string[]): string {
  return `signed by ${signers.join(' and ')}`;
}

/** Returns the answers in one line, `intact: yes · complete: no (1 missing) · …`; a reason that repeats is given once. */
export function answersLine(answers: readonly Answer[]): string {
  let last = '';
  return answers
    .map((answer) => {
      if (answer.is === 'yes' && answer.signers !== undefined)
        return `${answer.question}: ${signedBy(answer.signers)}`;
      const word = answerWord(answer);
      const isPlain = word === 'not asked' && !answer.limits.includes('listed-paths');
      const reason = isPlain || word === 'not signed' ? '' : answerReason(answer);
      const shown = reason === '' || reason === last ? '' : ` (${reason})`;
      if (reason !== '') last = reason;
      return `${answer.question}: ${word}${shown}`;
    })
    .join(' · ');
}
