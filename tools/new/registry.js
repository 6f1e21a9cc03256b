/** Returns a source with an import before its first one; the formatter sorts them. */
export function withImport(source, names, from) {
  return source.replace(/^import /m, `import { ${names} } from '${from}';\nimport `);
}

/** Returns a source with one more element at the end of the list that a constant is. */
export function withElement(source, list, element) {
  return source.replace(new RegExp(`(const ${list}\\b[^=]*= \\[[^\\]]*?),?(\\s*\\])`), `$1, ${element}$2`);
}
