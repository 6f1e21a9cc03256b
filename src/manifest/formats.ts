import type { Format } from './format.ts';
import { hashdeep } from './hashdeep.ts';
import { sfv } from './sfv.ts';

/** Every format of other tools but checksum lists. To add one: its file, its line here, fixtures/manifests/<name>, a test. */
export const FORMATS: readonly Format[] = [sfv, hashdeep];
