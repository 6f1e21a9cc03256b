/** The index of one directory. */
export const INDEX = '.chkbit';

/** The index of a whole tree. */
export const ATOM = '.chkbit-db';

/** Patterns of what chkbit leaves out. */
export const IGNORE = '.chkbitignore';
