// How long the search for ransom notes takes in short texts that are made to slow it down: node test/bench/ransom.js. Says
// milliseconds, medians. The aim is 200 ms for each. Needs npm run build.
import { ransomTrace } from '../../dist/detect/ransom-trace.js';
import { median } from './measure.js';

const RUNS = 15;
const SIZE = 32_000;
const HOSTILE = ['all files ', '<', 'your data encrypted ', 'if all your files ', 'leak '];

for (const piece of HOSTILE) {
  const head = Buffer.alloc(SIZE, piece);
  const summary = { size: SIZE, head, blocks: { T: 1 } };
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    ransomTrace.examine(summary, 'a.txt');
    return performance.now() - started;
  });
  process.stdout.write(
    `${median(times).toFixed(1).padStart(8)} ms  ${JSON.stringify(piece)} again and again\n`,
  );
}
