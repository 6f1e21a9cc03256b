/** Bytes that mean something in XML. */
export const [LESS, EQUALS, GREATER, SLASH, QUOTE, APOSTROPHE] = [
  0x3c, 0x3d, 0x3e, 0x2f, 0x22, 0x27,
] as const;

/** 1 for bytes that an element's name may begin with. */
export const STARTS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[\w:\x80-\xff]/.test(String.fromCharCode(byte))),
);

/** 1 for bytes that end a tag or open a quote in it, and for a '<', which no tag has. */
export const IN_TAG = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === GREATER || byte === LESS || byte === QUOTE || byte === APOSTROPHE),
);

/** 1 for bytes that end an element's name. */
export const ENDS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte <= 0x20 || byte === GREATER || byte === SLASH),
);

/** 1 for bytes that may stand before a quoted value; what may follow one also ends a name. */
export const OPENS_VALUE = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte <= 0x20 || byte === EQUALS),
);
