import { visible } from '../../text.ts';

/** HTML that is safe to write: it comes from `markup` and `trusted` alone. */
export type Markup = { readonly html: string };

type Value = string | number | Markup | readonly Markup[];

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** A template of HTML. Every text put in is taken for hostile: what acts on a reader or on the page is escaped. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let html = parts[0] ?? '';
  for (const [i, value] of values.entries()) html += htmlOf(value) + (parts[i + 1] ?? '');
  return { html };
}

/** Text that is HTML already: the style and the script of the page. */
export function trusted(html: string): Markup {
  return { html };
}

/** Nothing. */
export const NOTHING: Markup = { html: '' };

/** Parts with something between them. */
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
