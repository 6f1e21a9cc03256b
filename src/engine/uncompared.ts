import type { FindingEvent } from '../model/event.ts';
import { evidenceOf, type VoucherRef } from '../model/evidence.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type BytePath, belowRoot, nameOf } from '../model/path.ts';
import type { Ledger } from './ledger.ts';

type Basis = 'presence' | 'size';

/** Files of one voucher of which only the presence or the size could be checked. */
type Group = { readonly by: VoucherRef; readonly basis: Basis; readonly first: Finding; files: number };

/** A ledger that keeps back the notes about such files; `flush` records one for each voucher, at the end. */
export type UncomparedFiles = { readonly ledger: Ledger; readonly flush: () => readonly FindingEvent[] };

/** Counts files that nothing but their presence or size was compared of, so that a list of names is one note and not one per file. */
export function countUncompared(ledger: Ledger, root: BytePath): UncomparedFiles {
  const groups = new Map<string, Group>();
  const keep = (each: Finding): boolean => {
    const basis = basisOf(each);
    if (basis === undefined || each.by === undefined) return false;
    const key = `${basis}\0${each.by.path}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { by: each.by, basis, first: each, files: 1 });
    else group.files += 1;
    return true;
  };
  return {
    ledger: { ...ledger, record: (findings) => ledger.record(findings.filter((each) => !keep(each))) },
    flush: () => ledger.record([...groups.values()].map((group) => summaryOf(group, root))),
  };
}

/** What could be compared of a file, where the finding is the note about that. */
function basisOf({ code, severity, evidence }: Finding): Basis | undefined {
  if (code !== 'unvouched' || severity !== 'note') return undefined;
  const by = evidenceOf(evidence, 'unproven')?.by;
  return by === 'presence' || by === 'size' ? by : undefined;
}

function summaryOf({ by: { format, path }, basis, first, files }: Group, root: BytePath): Finding {
  if (files === 1) return first;
  const place = belowRoot(root, path) ?? nameOf(path);
  const evidence = [{ is: 'uncompared', by: basis, files, first: first.path }] as const;
  return finding('unvouched', place, { severity: 'note', evidence, by: { format, path } });
}
