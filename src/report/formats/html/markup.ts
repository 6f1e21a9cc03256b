import { visible } from '../../text.ts';

/** HTML that is safe to write; only `markup` and `trusted` create it. */
export type Markup = { readonly html: string };

type Value = string | number | Markup | readonly Markup[];

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Fills an HTML template; every string inserted is escaped as hostile. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let html = parts[0] ?? '';
  for (const [i, value] of values.entries()) html += htmlOf(value) + (parts[i + 1] ?? '');
  return { html };
}

/** Wraps text that is already HTML: the style and the script of the page. */
export function trusted(html: string): Markup {
  return { html };
}

/** Empty HTML. */
export const NOTHING: Markup = { html: '' };

/** Joins parts with a separator. */
export function joined(parts: readonly Markup[], between: string): Markup {
  return { html: parts.map(({ html }) => html).join(escaped(between)) };
}

function htmlOf(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(({ html }) => html).join('');
}

function escaped(text: string): string {
  return visible(text)
    .replaceAll(/[\ufffe\uffff]|\p{Surrogate}/gu, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replaceAll(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}
