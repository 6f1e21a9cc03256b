/** A JSON value and where it begins, as an offset in UTF-16 units. */
export type JsonNode = { readonly at: number } & (
  | { readonly is: 'object'; readonly members: readonly JsonMember[] }
  | { readonly is: 'list'; readonly items: readonly JsonNode[] }
  | { readonly is: 'scalar'; readonly value: string | number | boolean | null }
);

/** A key of a JSON object, where it begins, and its value. */
export type JsonMember = { readonly key: string; readonly at: number; readonly value: JsonNode };

/** The error for a text that is not valid JSON: what was found, and what was wanted. */
export class JsonError extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const TOKEN =
  // oxlint-disable-next-line no-control-regex -- JSON has no control characters in texts
  /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;
/** White space, and comments to the end of a line or up to an end of their own. */
const BLANK = /(?:[ \t\r\n]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const MAX_DEPTH = 32;

/**
 * Parses JSON with the comments of JavaScript and keeps the position of every value. Duplicate keys are an error here, whereas JSON.parse would silently
 * take the last. Throws a JsonError.
 */
export function parseJson(text: string): JsonNode {
  let at = 0;

  function peek(): string {
    BLANK.lastIndex = at;
    at += BLANK.exec(text)?.[0].length ?? 0;
    TOKEN.lastIndex = at;
    return TOKEN.exec(text)?.[0] ?? '';
  }

  function take(wanted: string): string {
    const token = peek();
    if (token === '') throw new JsonError(at, `${describe(text, at)}, wanted ${wanted}`);
    at += token.length;
    return token;
  }

  /** Reads the items between brackets; `one` reads one item. */
  function between(close: ']' | '}', item: string, one: () => void): void {
    if (peek() === close) {
      at++;
      return;
    }
    const end = `a comma or '${close}'`;
    for (;;) {
      const before = at;
      if (peek() === close) throw new JsonError(before - 1, 'found a comma with nothing after it');
      one();
      const start = at;
      const token = take(`${end} after ${item}`);
      if (token === close) return;
      if (token !== ',') {
        at = start;
        peek();
        throw new JsonError(at, `${describe(text, at)}, wanted ${end} after ${item}`);
      }
    }
  }

  function members(depth: number): JsonMember[] {
    const found = new Map<string, JsonMember>();
    between('}', 'the value', () => {
      const token = peek();
      const start = at;
      if (!token.startsWith('"'))
        throw new JsonError(at, `${describe(text, at)}, wanted a key in double quotes`);
      const key = decodeText(token);
      at += token.length;
      if (found.has(key)) throw new JsonError(start, `the key ${JSON.stringify(key)} appears twice`);
      if (peek() !== ':') throw new JsonError(at, `${describe(text, at)}, wanted a colon after the key`);
      at++;
      found.set(key, { key, at: start, value: value(depth + 1) });
    });
    return [...found.values()];
  }

  function items(depth: number): JsonNode[] {
    const found: JsonNode[] = [];
    between(']', 'the item', () => void found.push(value(depth + 1)));
    return found;
  }

  function value(depth: number): JsonNode {
    const token = peek();
    const start = at;
    if (depth > MAX_DEPTH) throw new JsonError(at, 'nested too deeply');
    if (token === '' || /^[}\],:]$/.test(token))
      throw new JsonError(at, `${describe(text, at)}, wanted a value`);
    at += token.length;
    if (token === '{') return { is: 'object', at: start, members: members(depth) };
    if (token === '[') return { is: 'list', at: start, items: items(depth) };
    return { is: 'scalar', at: start, value: decode(token) };
  }

  const root = value(0);
  peek();
  if (at < text.length) throw new JsonError(at, `${describe(text, at)} after the end`);
  return root;
}

/** Every token that is no mark is JSON by itself. */
function decode(token: string): string | number | boolean | null {
  const value: string | number | boolean | null = JSON.parse(token);
  return value;
}

function decodeText(token: string): string {
  const text: string = JSON.parse(token);
  return text;
}

/** Describes the text at which parsing failed. */
function describe(text: string, at: number): string {
  const rest = text.slice(at, at + 40);
  if (rest === '') return 'found the end of the file';
  if (rest.startsWith('#')) return 'found a comment that begins with #, not with //';
  if (rest.startsWith('/*')) return 'found a comment without an end';
  if (rest.startsWith("'")) return 'found a single quote';
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(text)?.[0];
  if (token !== undefined) return `found ${token.startsWith('"') ? short(token) : `'${token}'`}`;
  if (rest.startsWith('"')) return 'found a string without an end, or with a bad escape';
  return `found ${JSON.stringify(/^[\w.+-]+|[^]/u.exec(rest)?.[0] ?? rest)}`;
}

function short(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Returns `LINE:COLUMN` of an offset in a text, both from 1. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `${before.split('\n').length}:${at - before.lastIndexOf('\n')}`;
}
