const CHARACTERS = new Map([
  ['\\', '\\e'],
  ['-', '\\-'],
  ["'", '\\(aq'],
  ['`', '\\(ga'],
  ['^', '\\(ha'],
  ['~', '\\(ti'],
  ['"', '\\(dq'],
]);

/** Text for roff in which nothing means anything but itself. */
export function roffText(text) {
  const safe = text.replace(/[\\\-'`^~"]|[\u0080-\u{10ffff}]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return CHARACTERS.get(char) ?? `\\[u${code}]`;
  });
  return safe.startsWith('.') ? `\\&${safe}` : safe;
}

/** A paragraph of one line. */
export function paragraph(text) {
  return `.PP\n${roffText(text)}`;
}

/** A term in bold, with what is said of it indented below. */
export function tagged(term, about) {
  return `.TP\n\\fB${roffText(term)}\\fR\n${roffText(about)}`;
}

/** Lines as they are, but for the two blanks with which the help begins them. */
export function verbatim(lines) {
  return ['.EX', ...lines.map((line) => roffText(line.replace(/^ {2}/, ''))), '.EE'].join('\n');
}
