/**
 * Every benchmark in turn, each in a process of its own. Run with `npm run bench`; nothing here is a test.
 * Each prints what was measured, the promised figure, and the ratio of the two.
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
  'statistics-linear.ts',
  'multilevel.ts',
  'mediation.ts',
];

for (const bench of BENCHES) {
  console.log(`\n── ${bench}`);
  spawnSync(process.execPath, [fileURLToPath(new URL(bench, import.meta.url))], { stdio: 'inherit' });
}
