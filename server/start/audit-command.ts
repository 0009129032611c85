import { parseArgs } from 'node:util';
import { type ChainFault, verifyChains } from '../features/access/audit/index.ts';
import { loadConfig } from '../platform/config/index.ts';
import { openDatabase } from '../platform/database/index.ts';

const USAGE = `Usage: trellis audit verify [--noted BUREAU:COUNT:HEAD]

Proves that the audit record of every bureau is whole: no entry altered, taken out, put in or cut off at the end.
Prints each bureau's count and head; keep them elsewhere and give them back with --noted to prove that the record
has only grown since. Exit code: 0 whole, 1 broken, 2 not understood.
`;

const FAULTS: Readonly<Record<ChainFault, string>> = {
  missing: 'is missing',
  unlinked: 'does not hold the hash of the one before',
  altered: 'was altered: its hash is not that of its contents',
  cut: 'and what follows do not match the head of the chain: something was cut off or replaced',
  'not-the-noted': 'is not the one whose head was noted',
};

/** `trellis audit verify`: 0 whole, 1 broken and where first. */
export async function auditCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { noted: { type: 'string' } },
  });
  const noted = values.noted === undefined ? undefined : readNoted(values.noted);
  if (positionals[0] !== 'verify' || positionals.length > 1 || noted === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const config = loadConfig(process.env, { demo: false });
  const database = await openDatabase({ dataFolder: config.dataFolder, url: config.databaseUrl });
  try {
    const reports = await verifyChains(database, noted);
    if (noted && !reports.some((one) => one.bureauCode === noted.bureauCode)) {
      process.stderr.write(`There is no bureau “${noted.bureauCode}” here.\n`);
      return 2;
    }
    for (const { bureauCode, count, head, broken } of reports) {
      if (broken) {
        process.stderr.write(`${bureauCode}: broken. Entry ${broken.number} ${FAULTS[broken.fault]}.\n`);
      } else process.stdout.write(`${bureauCode}: whole, ${count} entries, head ${head}\n`);
    }
    return reports.some((one) => one.broken) ? 1 : 0;
  } finally {
    await database.close();
  }
}

function readNoted(text: string): { bureauCode: string; count: number; head: string } | null {
  const match = /^(.+):(\d+):([0-9a-f]{64})$/.exec(text);
  return match ? { bureauCode: match[1]!, count: Number(match[2]), head: match[3]! } : null;
}
