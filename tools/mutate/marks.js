// Which stretches of a source text ran: each has a mark at its head that leaves a file behind when it is passed.
import { parseAst } from 'vitest/node';
import { visit } from './places.js';

/** Parts of a node that run or not, by what the node finds. */
const BRANCHES = new Map([
  ['IfStatement', ['consequent', 'alternate']],
  ['ForStatement', ['body']],
  ['ForInStatement', ['body']],
  ['ForOfStatement', ['body']],
  ['WhileStatement', ['body']],
  ['ConditionalExpression', ['consequent', 'alternate']],
  ['LogicalExpression', ['right']],
  ['ArrowFunctionExpression', ['body']],
]);
const LEAVES = new Set(['BreakStatement', 'ContinueStatement', 'ReturnStatement', 'ThrowStatement']);

/** Returns the stretches of a text that run or not: the whole first, then every block, branch, and what follows a way out. */
export function stretchesIn(text) {
  const found = [];
  visit(parseAst(text, { lang: 'ts' }), undefined, (node) => {
    if (node.type === 'BlockStatement') found.push({ start: node.start + 1, end: node.end - 1, head: '' });
    const lists = [node.type === 'SwitchCase' ? node.consequent : undefined, listOf(node)];
    for (const list of lists) found.push(...afterWaysOut(list ?? []));
    if (node.type === 'SwitchCase' && node.consequent.length > 0)
      found.push({ start: node.consequent[0].start, end: node.end, head: '' });
    for (const part of BRANCHES.get(node.type) ?? []) {
      const branch = node[part];
      if (branch && branch.type !== 'BlockStatement')
        found.push({
          start: branch.start,
          end: branch.end,
          head: branch.type.endsWith('Statement') ? '{' : '(',
        });
    }
  });
  return [{ start: -1, end: text.length, head: '' }, ...found];
}

/**
 * Returns the text with a mark in every stretch. The names of those that are passed, by the file and their start, are left in files in
 * the folder: at the end of a turn, so that a program whose system calls fail or are counted makes few more.
 */
export function marked(text, file, folder) {
  const inserts = stretchesIn(text)
    .slice(1)
    .flatMap(({ start, end, head }) =>
      head === '('
        ? [
            { at: start, rank: start, is: `(__mark(${start}), ` },
            { at: end, rank: -start, is: ')' },
          ]
        : [
            { at: start, rank: start, is: `${head}__mark(${start});` },
            ...(head === '' ? [] : [{ at: end, rank: -start, is: '}' }]),
          ],
    )
    .toSorted((a, b) => a.at - b.at || a.rank - b.rank);
  let [out, at] = ['', 0];
  for (const insert of inserts) {
    out += text.slice(at, insert.at) + insert.is;
    at = insert.at;
  }
  return `${out}${text.slice(at)}
__mark(-1);
function __mark(start) {
  const name = ${JSON.stringify(`${file.replaceAll('/', ':')}@`)} + start;
  const { names, tellSoon } = (globalThis.__passed ??= __newPassed());
  if (names.has(name)) return;
  names.add(name);
  tellSoon();
}
function __newPassed() {
  const [fs, timers, threads] = ['fs', 'timers', 'worker_threads'].map((name) => process.getBuiltinModule('node:' + name));
  const names = new Set();
  let [told, times, isWaiting] = [0, 0, false];
  const tell = () => {
    isWaiting = false;
    const news = [...names].slice(told);
    told = names.size;
    const file = [process.pid, threads.threadId, times++].join('-');
    try { if (news.length > 0) fs.writeFileSync(${JSON.stringify(`${folder}/`)} + file, news.join('\\n')); } catch {}
  };
  process.once('exit', tell);
  const tellSoon = () => {
    if (!isWaiting) timers.setImmediate(tell).unref();
    isWaiting = true;
  };
  return { names, tellSoon };
}
`;
}

function listOf({ type, body }) {
  return type === 'BlockStatement' ? body : undefined;
}

/** What follows a statement that may leave the list. */
function afterWaysOut(list) {
  return list
    .slice(1)
    .flatMap((statement, i) =>
      canLeave(list[i]) ? [{ start: statement.start, end: list.at(-1).end, head: '' }] : [],
    );
}

function canLeave(statement) {
  let leaves = false;
  visit(statement, undefined, ({ type }) => {
    if (LEAVES.has(type)) leaves = true;
  });
  return leaves;
}
