/**
 * `y ~ treat_post | school + year`, clustered by school, from a file to the answer: 5,000 schools over ten years.
 * The reference is R's data.table fread + fixest feols on two cores: 0.15 s for a million rows of .csv, 1.9 s for ten.
 * “warm” is the study alone in a process that has run it before, “first” the first run of a process without its start,
 * “whole” a process from start to end. The floor is the processor time of reading the file's bytes and of a loop that
 * adds each one to a sum, in one thread: less than the second nobody who looks at every byte can need.
 *
 * node bench/study-from-file.ts [--parquet ROWS]   the latter writes a .parquet of that many rows (100 million: 1 GB)
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandomNumbers } from '@trellis/engines/kernel';

const SCHOOLS = 5000;
const YEARS = 10;
const ROUNDS = 5;
const ROWS_AT_ONCE = 20_000;
const PIECE_BYTES = 1 << 19;
const SIZES = [
  { rows: 1_000_000, promisedSeconds: 0.08, referenceSeconds: 0.15 },
  { rows: 10_000_000, promisedSeconds: 0.6, referenceSeconds: 1.9 },
];

const entry = fileURLToPath(new URL('../server/features/evidence/studies/index.ts', import.meta.url));
const cli = fileURLToPath(new URL('../server/start/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trellis-study-'));
const optionsOf = (path: string) => [
  'did',
  path,
  ...'--outcome y --unit school --time year --treated treat_post --json'.split(' '),
];

function writeCsv(path: string, rows: number): void {
  const random = createRandomNumbers(1);
  const effects = Array.from({ length: SCHOOLS }, () => random() * 2);
  const file = openSync(path, 'w');
  let lines = ['school,year,treat_post,y'];
  for (let row = 0; row < rows; row++) {
    const school = row % SCHOOLS;
    const year = Math.floor(row / SCHOOLS) % YEARS;
    const treated = school < 2000 && year >= 5 ? 1 : 0;
    const noise = random() + random() + random() - 1.5;
    const y = effects[school]! + 0.1 * year + 0.3 * treated + noise;
    lines.push(`${school + 1},${2010 + year},${treated},${Number(y.toPrecision(15))}`);
    if (lines.length === ROWS_AT_ONCE) {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  writeSync(file, `${lines.join('\n')}\n`);
  closeSync(file);
}

interface Measured {
  readonly first: number;
  readonly warm: number;
  /** Seconds of both processors together, which neighbours on the machine change least. */
  readonly processor: number;
  readonly estimate: number;
  readonly residentMegabytes: number;
}

/** Runs the study in a process of its own that times itself. */
function measure(path: string, rounds: number): Measured {
  const script = `
    const { runStudy } = await import(${JSON.stringify(entry)});
    let text = '';
    const io = { stdout: { write: (part) => (text += part) }, stderr: process.stderr };
    const seconds = [];
    const busy = [];
    for (let round = 0; round < ${rounds}; round++) {
      text = '';
      const before = process.cpuUsage();
      const started = performance.now();
      if ((await runStudy(${JSON.stringify(optionsOf(path))}, io)) !== 0) throw new Error(text);
      seconds.push((performance.now() - started) / 1000);
      const { user, system } = process.cpuUsage(before);
      busy.push((user + system) / 1e6);
    }
    const residentMegabytes = process.resourceUsage().maxRSS / 1024;
    process.stdout.write(JSON.stringify({ first: seconds[0], warm: Math.min(...seconds), processor: Math.min(...busy), estimate: JSON.parse(text).estimate, residentMegabytes }));
  `;
  const scriptPath = join(folder, 'measure.mjs');
  writeFileSync(scriptPath, script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [scriptPath], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function measureWhole(path: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [cli, 'study', ...optionsOf(path)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  return best;
}

/** Processor seconds of reading the bytes alone, and of looking at each once. */
function measureFloor(path: string): { readonly reading: number; readonly looking: number } {
  const piece = new Uint8Array(PIECE_BYTES);
  const busy = (look: (bytes: Uint8Array) => number): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      const file = openSync(path, 'r');
      for (;;) {
        const read = readSync(file, piece);
        if (read === 0) break;
        look(piece.subarray(0, read));
      }
      closeSync(file);
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 1e6);
    }
    return best;
  };
  return { reading: busy((bytes) => bytes.length), looking: busy(addBytes) };
}

function addBytes(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at++) sum = (sum + bytes[at]!) | 0;
  return sum;
}

async function writeParquet(path: string, rows: number): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB' });
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT (1 + i % ${SCHOOLS})::INTEGER AS school, (2010 + (i // ${SCHOOLS}) % ${YEARS})::INTEGER AS year,
      (i % ${SCHOOLS} < 2000 AND (i // ${SCHOOLS}) % ${YEARS} >= 5)::INTEGER AS treat_post,
      sin(i * 1.7) + 0.3 * (i % ${SCHOOLS} < 2000 AND (i // ${SCHOOLS}) % ${YEARS} >= 5)::INTEGER AS y
    FROM range(${rows}) AS rows(i)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

const say = (seconds: number) => `${seconds.toFixed(3)} s`;

try {
  const parquetAt = process.argv.indexOf('--parquet');
  if (parquetAt > 0) {
    const rows = Number(process.argv[parquetAt + 1]);
    const path = join(folder, 'rows.parquet');
    await writeParquet(path, rows);
    const { first, residentMegabytes } = measure(path, 1);
    console.log(
      `study of ${rows / 1e6} million rows of .parquet: ${say(first)}, ${Math.round(residentMegabytes)} MB resident; promised 1024 MB; ratio ${(residentMegabytes / 1024).toFixed(2)}`,
    );
  } else {
    for (const { rows, promisedSeconds, referenceSeconds } of SIZES) {
      const path = join(folder, `${rows}.csv`);
      writeCsv(path, rows);
      const { first, warm, processor, residentMegabytes } = measure(path, ROUNDS);
      const whole = measureWhole(path);
      const { reading, looking } = measureFloor(path);
      console.log(
        `study of ${rows / 1e6} million rows of .csv: warm ${say(warm)}, first ${say(first)}, whole ${say(whole)}, processor time ${say(processor)}, ${Math.round(residentMegabytes)} MB; promised ${promisedSeconds} s, ratio ${(first / promisedSeconds).toFixed(2)}; fread + feols ${referenceSeconds} s, ratio ${(first / referenceSeconds).toFixed(2)}; floor: reading ${say(reading)}, every byte once ${say(looking)}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
