import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dice } from '../dice.js';

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu an er is on ul'.split(' ');

const made = new Map();

/** Text of `lines` lines, of words that repeat as words do; the same for the same name. */
export function text(name, lines) {
  const key = `${name}/${lines}`;
  if (!made.has(key)) made.set(key, makeText(name, lines));
  return made.get(key);
}

function makeText(name, lines) {
  const roll = dice(name, 1);
  const word = () => Array.from({ length: 1 + roll.below(3) }, () => SYLLABLES[roll.below(25)]).join('');
  const words = Array.from({ length: 3000 }, word);
  const line = () =>
    Array.from({ length: 6 + roll.below(9) }, () => words[roll.below(roll.below(3000) + 1)]).join(' ');
  return `${Array.from({ length: lines }, line).join('\n')}\n`;
}

/** An ELF program of this machine: its shell. */
export function program() {
  return readFileSync('/bin/bash');
}

/** A small tree to back up: 40 texts, a program, an empty file. */
export function makeTree(directory) {
  for (let i = 0; i < 40; i++) {
    const below = join(directory, `part-${i % 4}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `text-${i}.txt`), text(`tree ${i}`, 20 + i * 40));
  }
  writeFileSync(join(directory, 'program'), program());
  writeFileSync(join(directory, 'part-0', 'empty'), '');
}

/** SQL that makes and fills two tables, for any database; `rows` rows. */
export function sql(rows) {
  const roll = dice('sql', 1);
  const words = text('sql words', 400).split(/\s+/);
  const some = (count) => Array.from({ length: count }, () => words[roll.below(words.length)]).join(' ');
  const lines = Array.from(
    { length: rows },
    (_, i) => `INSERT INTO orders VALUES (${i}, '${some(2)}', ${roll.below(99999) / 100}, '${some(12)}');`,
  );
  return `CREATE TABLE orders (id integer PRIMARY KEY, customer varchar(80), total numeric(10,2), note text);
CREATE TABLE log (at varchar(30), line text);
CREATE INDEX by_customer ON orders (customer);
BEGIN;
${lines.join('\n')}
INSERT INTO log SELECT customer, note FROM orders WHERE id < 500;
COMMIT;
`;
}
