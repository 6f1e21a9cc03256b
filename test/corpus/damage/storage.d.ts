import type { Recipe } from './ransomware.js';

/** The failures of storage, transfers and rescues. */
export const STORAGE: readonly Recipe[];
