import { createPackedTexts } from './packed-texts.ts';
import { createTextIndex } from './text-index.ts';

/** A set of texts with one byte a character, which takes their bytes and some twelve more each. */
export type PackedSet = { add(text: string): void; has(text: string): boolean };

/** Creates an empty set. */
export function createPackedSet(): PackedSet {
  const texts = createPackedTexts('latin1');
  const index = createTextIndex(texts.at);
  return {
    add(text) {
      if (index.find(text) !== undefined) return;
      index.add(text, texts.length());
      texts.push(text);
    },
    has: (text) => index.find(text) !== undefined,
  };
}
