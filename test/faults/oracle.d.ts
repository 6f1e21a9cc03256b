import type { FaultHome } from './homes.js';
import type { PlannedFault } from './plan.js';
import type { Traced } from './trace.js';

export function wrongsOf(home: FaultHome, clean: Traced, fault: PlannedFault, ran: Traced): string[];
