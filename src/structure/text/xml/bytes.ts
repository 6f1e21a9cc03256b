/** Bytes that mean something in XML. */
export const [LESS, GREATER, SLASH, QUOTE, APOSTROPHE] = [0x3c, 0x3e, 0x2f, 0x22, 0x27] as const;

/** 1 for bytes that an element's name may begin with. */
export const STARTS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[\w:\x80-\xff]/.test(String.fromCharCode(byte))),
);

/** 1 for bytes that end a tag or open a quote in it. */
export const IN_TAG = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === GREATER || byte === QUOTE || byte === APOSTROPHE),
);
