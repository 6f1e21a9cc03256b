/** The database of bitrot. */
export const DATABASE = '.bitrot.db';

/** The SHA-512 of the database, without a name. */
export const DIGEST = '.bitrot.sha512';
