import type { FaultHome } from './homes.js';
import type { Call } from './trace.js';

export function killAt(home: FaultHome, call: Call): Promise<string[] | undefined>;
