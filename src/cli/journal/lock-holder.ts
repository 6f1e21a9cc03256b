import { errorCode } from '../../model/fault.ts';
import { readText } from '../small-files.ts';

/** Returns what a lock says of this process: its number, and when it started. */
export function processMark(): string {
  return `${process.pid} ${startOf(process.pid)}`;
}

/** Returns true if the process that wrote a mark is running. A reused process id is recognised by its start time. */
export function isAlive(holder: string): boolean {
  const [pid = '', start = ''] = holder.split(' ');
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const now = startOf(Number(pid));
  return now === '-' || start === '-' || now === start;
}

/** Returns when a process started, in ticks since boot (proc(5), stat, field 22); `-` if unknown. */
function startOf(pid: number): string {
  try {
    const stat = readText(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}
