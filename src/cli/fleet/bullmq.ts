import { isSea } from 'node:sea';
import { errorCode, Fault } from '../../model/fault.ts';

/** The queue library, which nothing but a fleet needs. */
export type BullMq = typeof import('bullmq');

/** Loads the queue library. Throws a Fault (2) where it is not installed. */
export async function loadBullMq(): Promise<BullMq> {
  try {
    return await import('bullmq');
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (!isSea() && !code.endsWith('MODULE_NOT_FOUND')) throw error;
    throw new Fault(
      2,
      'a fleet needs the package bullmq, which is not installed',
      isSea()
        ? 'the single executable cannot load it: npm install -g restorable bullmq@5'
        : 'install it where restorable is: npm install -g bullmq@5',
      error,
    );
  }
}
