// Where a source text can be changed so that a test should notice, found in its syntax tree.
import { parseAst } from 'vitest/node';

/** The kinds of mutations, as results name them. */
export const KINDS = ['comparison', 'logic', 'condition', 'constant', 'statement', 'return'];

const FLIPPED = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['==', '!='],
  ['!=', '=='],
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
]);
const SWAPPED = new Map([
  ['&&', '||'],
  ['||', '&&'],
]);
const DROPPED = new Set([
  'BreakStatement',
  'ContinueStatement',
  'ExpressionStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'IfStatement',
  'ReturnStatement',
  'ThrowStatement',
  'WhileStatement',
]);
/** What names a thing and is no value: a property's name, where a module lies. */
const NAMES = new Set(['key', 'source', 'options', 'attributes', 'label', 'local', 'imported', 'exported']);
const MOST_LINES = 8;
const NOTHING = 'undefined as never';

/**
 * Returns every place of a TypeScript text that a mutation can change, in the order of the text: its kind, its stretch, the
 * replacement, and the lines before and after. Types, comments, imports and regular expressions have no place.
 */
export function placesIn(text) {
  const edits = [];
  visit(parseAst(text, { lang: 'ts' }), undefined, (node, parent) =>
    edits.push(...editsOf(node, parent, text)),
  );
  return edits
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => ({ ...edit, line: lineAt(text, edit.start), ...shown(text, edit) }));
}

/** Returns the text with the change of a place. */
export function mutate(text, { start, end, replacement }) {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Calls back for every node that is no type and no name of a module or property. */
export function visit(node, parent, each) {
  const isType = node.type.startsWith('TS');
  if (isType && node.expression === undefined) return;
  if (!isType) each(node, parent);
  for (const [key, value] of Object.entries(node)) {
    if (isType ? key !== 'expression' : NAMES.has(key) && node.computed !== true) continue;
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child?.type === 'string') visit(child, node, each);
  }
}

function editsOf(node, parent, text) {
  const edits = [];
  const add = (kind, { start, end }, replacement) => edits.push({ kind, start, end, replacement });
  const source = ({ start, end }) => text.slice(start, end);
  if (node.type === 'BinaryExpression' && FLIPPED.has(node.operator))
    add('comparison', operatorOf(node, text), FLIPPED.get(node.operator));
  if (node.type === 'LogicalExpression' && SWAPPED.has(node.operator))
    add('logic', operatorOf(node, text), SWAPPED.get(node.operator));
  if (canBeNegated(node.test)) add('condition', node.test, `!(${source(node.test)})`);
  if (node.type === 'Literal' && typeof parent?.directive !== 'string') {
    const changed = changedLiteral(node);
    if (changed !== undefined) add('constant', node, changed);
  }
  if (node.type === 'TemplateLiteral' && parent?.type !== 'TaggedTemplateExpression') {
    const filled = node.quasis.find(({ value }) => value.raw.trim() !== '');
    const start = filled === undefined ? -1 : text.indexOf(filled.value.raw, filled.start);
    if (start >= 0) add('constant', { start, end: start + filled.value.raw.length }, '');
  }
  if (isDroppable(node, source(node))) add('statement', node, ';');
  const head = headOf(node, parent, text);
  if (head !== undefined) add('return', head.at, head.replacement);
  return edits;
}

/** A comparison for sameness is flipped by itself; to negate it as well would be the same mutant twice. */
function canBeNegated(test) {
  if (!test || test.type === 'Literal') return false;
  return test.type !== 'BinaryExpression' || !/^[!=]==?$/.test(test.operator);
}

function changedLiteral({ value, bigint, regex }) {
  if (regex !== undefined) return undefined;
  if (typeof bigint === 'string') return `${BigInt(bigint) + 1n}n`;
  if (typeof value === 'boolean') return String(!value);
  if (typeof value === 'number') return value + 1 === value ? undefined : String(value + 1);
  if (typeof value === 'string') return value === '' ? "'mutated'" : "''";
  return undefined;
}

function isDroppable(node, source) {
  if (!DROPPED.has(node.type) || typeof node.directive === 'string') return false;
  return !node.alternate && isShort(source);
}

function isShort(source) {
  return source.split('\n').length <= MOST_LINES;
}

/** Where a function begins to do something, unless it does nothing but return. */
function headOf(node, parent, text) {
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
    const isNamed = parent?.init === node || parent?.value === node;
    return isNamed && isShort(text.slice(node.body.start, node.body.end))
      ? { at: node.body, replacement: `(${NOTHING})` }
      : undefined;
  }
  const { body, type, returnType } = node;
  const hasBody = body?.type === 'BlockStatement' && /Function/.test(type);
  if (!hasBody || returnType?.typeAnnotation.type === 'TSTypePredicate') return undefined;
  const [first] = body.body;
  if (first === undefined || (first.type === 'ReturnStatement' && isNothing(first.argument)))
    return undefined;
  const at = { start: body.start + 1, end: body.start + 1 };
  return { at, replacement: ` return ${NOTHING};` };
}

function isNothing(value) {
  return !value || (value.type === 'Identifier' && value.name === 'undefined');
}

/** The stretch of an operator: between its sides, beside parentheses and comments. */
function operatorOf({ left, right, operator }, text) {
  const between = text
    .slice(left.end, right.start)
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => ' '.repeat(comment.length));
  const start = left.end + between.indexOf(operator);
  return { start, end: start + operator.length };
}

/** The lines that an edit touches, before and after, every stretch of white space one blank. */
function shown(text, edit) {
  const from = text.lastIndexOf('\n', edit.start - 1) + 1;
  const to = text.indexOf('\n', edit.end);
  const [head, tail] = [text.slice(from, edit.start), text.slice(edit.end, to < 0 ? text.length : to)];
  const squeeze = (middle) => `${head}${middle}${tail}`.trim().replaceAll(/\s+/g, ' ');
  return { before: squeeze(text.slice(edit.start, edit.end)), after: squeeze(edit.replacement) };
}

function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
