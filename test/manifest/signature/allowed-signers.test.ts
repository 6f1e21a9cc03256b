/** Files of allowed signers, each line held against what `ssh-keygen -Y verify` makes of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowedSigner, readAllowedSigners } from '../../../src/manifest/signature/allowed-signers.ts';
import { NAMESPACE, readSshSignature } from '../../../src/manifest/signature/sshsig.ts';
import { makeScratch } from '../../help/scratch.ts';
import { needs } from '../../help/tools.ts';
import { allow, isTakenByTool, makeKey, publicLine, signByTool } from './keys.ts';

const scratch = makeScratch();
const file = join(scratch, 'message');
let own = '';
let other = '';

/** Whether our reader lets the key of the message sign it now: by whom, or why not. */
function decide(text: string): string {
  const { key, namespace } = readSshSignature(readFileSync(`${file}.sig`));
  const allowed = allowedSigner(readAllowedSigners('signers', text), key, namespace, Date.now());
  return typeof allowed === 'string' ? allowed : allowed.name;
}

describe.skipIf(!needs('ssh-keygen'))('a file of allowed signers', () => {
  beforeAll(() => {
    const key = makeKey(scratch);
    own = publicLine(key);
    other = publicLine(makeKey(scratch, 'other'));
    writeFileSync(file, 'what is signed\n');
    signByTool(key, file);
  });

  it.each([
    ['a name and a key', 'me OWN', 'me'],
    ['a comment at the end', 'me OWN my key of "2026', 'me'],
    ['comments and empty lines', '# who\n\n  \nme OWN', 'me'],
    ['a line with blanks and a tab before it', ' \tme\tOWN', 'me'],
    ['Windows line ends', 'me OWN\r\n', 'me'],
    ['several principals', 'you,me,*@example.com OWN', 'you,me,*@example.com'],
    ['principals in quotes', '"me" OWN', 'me'],
    ['a namespace', 'me namespaces="restorable-manifest" OWN', 'me'],
    ['namespaces by a pattern', 'me namespaces="git,restor?ble-*" OWN', 'me'],
    ['an option in capitals', 'me NameSpaces="restorable-manifest" OWN', 'me'],
    ['a time of validity', 'me valid-after="20200101",valid-before="20990101Z" OWN', 'me'],
    ['a second line that allows it', 'you namespaces="git" OWN\nme OWN', 'me'],
    ['the key of another', 'me OTHER', 'nobody'],
    ['another namespace', 'me namespaces="git" OWN', 'namespace'],
    ['a namespace that is excluded', 'me namespaces="restorable-*,!restorable-manifest" OWN', 'namespace'],
    ['a key that expired', 'me valid-before="20200101" OWN', 'expired'],
    ['a key of the future', 'me valid-after="209901010000Z" OWN', 'not-yet'],
  ])('with %s decides as ssh-keygen does', (_, line, wanted) => {
    const text = `${line.replaceAll('OWN', own).replaceAll('OTHER', other)}\n`;
    expect(decide(text)).toBe(wanted);
    const isTaken = isTakenByTool(allow(scratch, text), 'me', file);
    expect(isTaken).toBe(!['nobody', 'namespace', 'expired', 'not-yet'].includes(wanted));
  });

  it.each([
    ['an authority', 'me cert-authority OWN', 'it allows nobody: certificates are not checked'],
    ['nobody', '# nothing\n', 'it allows nobody'],
    ['an unknown option', 'me other="x" OWN', ':1: an option is unknown'],
    ['an option twice', 'me valid-before="2030",valid-before="2031" OWN', ':1: it is no time'],
    ['a value without quotes', 'me namespaces=git OWN', ':1: an option is unknown'],
    ['a quote that is not closed', 'me namespaces="git OWN', ':1: '],
    ['a day that is none', 'me valid-before="20260231" OWN', ':1: it is no time: "20260231"'],
    ['no key', 'me', ':1: it has no key'],
    ['a key that is cut', 'me ssh-ed25519 AAAAC3NzaC1lZDI1', ':1: '],
    ['a key of another type', 'me ssh-rsa KEY', ':1: its key is of another type'],
    ['a time that never is', 'me valid-after="2030",valid-before="2020" OWN', ':1: it is no time'],
    [
      'times in the wrong order',
      'me valid-after="20300101",valid-before="20200101" OWN',
      ':1: it is never valid',
    ],
  ])('with %s is refused as a whole', (_, line, wanted) => {
    const text = line.replaceAll('OWN', own).replaceAll('KEY', own.split(' ')[1] ?? '');
    expect(() => readAllowedSigners('signers', text)).toThrow(wanted);
    expect(isTakenByTool(allow(scratch, `${text}\n`), 'me', file)).toBe(false);
  });

  it('passes over authorities where others are named', () => {
    const signers = readAllowedSigners('signers', `* cert-authority ${other}\nme ${own}\n`);
    expect(signers.passed).toEqual([{ line: 1, because: 'cert-authority' }]);
    expect(signers.signers.map(({ name, line }) => [name, line])).toEqual([['me', 2]]);
    expect(NAMESPACE).toBe('restorable-manifest');
  });
});
