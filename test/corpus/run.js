import { scan, seal, verify } from '../../dist/index.js';

/** Scans a tree: its findings of warning and error, and the last event. */
export function scanned(root, depth) {
  return taken(scan(root, { depth }));
}

/** Seals a tree, garbage or not, into a manifest outside of it. */
export function sealed(root, manifest) {
  return taken(seal(root, manifest, { acceptFindings: true, force: true }));
}

/** Verifies a tree against a manifest outside of it. */
export function verified(root, manifest, depth) {
  return taken(verify(root, { manifest, depth }));
}

async function taken(events) {
  const findings = [];
  let end;
  for await (const event of events) {
    if (event.type === 'finding' && event.severity !== 'note') findings.push(event);
    if (event.type === 'end') end = event;
  }
  return { findings, end };
}
