/**
 * Every benchmark in turn, each in a process of its own. Run with `npm run bench`; nothing here is a test.
 * Each prints what was measured, the promised figure, and the ratio of the two. Coverage of intervals takes long and is
 * run apart: `node bench/coverage-….ts`, whose figures are committed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'balance.ts',
  'inspect.ts',
  'first-load.ts',
  'cold-start.ts',
  'pages.ts',
  'import-england.ts',
  'staff-roster.ts',
  'study-from-file.ts',
  'statistics-linear.ts',
  'difference.ts',
  'multilevel.ts',
  'mediation.ts',
];

for (const bench of BENCHES) {
  console.log(`\n── ${bench}`);
  spawnSync(process.execPath, [fileURLToPath(new URL(bench, import.meta.url))], { stdio: 'inherit' });
}
