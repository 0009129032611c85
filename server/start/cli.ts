/** The command-line door. Each command loads only what it needs: `inspect` starts in a blink and opens no database. */

import { readFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';

enableCompileCache();
// A reader that has seen enough (`| head`) closes the pipe: that is no fault.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.stderr.write(
    `The output could not be written (${code ?? message}). Check the place it goes to and the room on the disk.\n无法写出结果（${code ?? message}），请检查输出位置和磁盘剩余空间。\n`,
  );
  process.exit(1);
});

const HELP = `trellis — runs groups of collaborating schools so that the gap between strong and weak schools closes

  trellis start [--demo] [--port N]      serve; --demo loads the worked example into a database of its own
  trellis import FILE --bureau CODE      bring a spreadsheet into the register (--group CODE --preset ID --lang en|zh)
  trellis inspect FILE --pack ID         judge the balance of a file, without a database (trellis inspect --help)
  trellis study METHOD FILE …            whether sharing works, from a file (trellis study --help)
  trellis example strong-school FILE     writes an invented programme with known effects, to try studies on
  trellis audit verify                   prove that the record of who did what is whole (trellis audit --help)
  trellis help

Settings come from the environment: TRELLIS_PORT, TRELLIS_HOST, TRELLIS_URL, TRELLIS_DATA, DATABASE_URL, TRELLIS_SECRET.
`;

/** Runs one command; answers the exit code: 0 done, 1 fault, 2 bad input. */
export async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  try {
    switch (command) {
      case 'start': {
        const { startCommand } = await import('./start-command.ts');
        return await startCommand(rest);
      }
      case 'import': {
        const { importCommand } = await import('./import-command.ts');
        return await importCommand(rest);
      }
      case 'audit': {
        const { auditCommand } = await import('./audit-command.ts');
        return await auditCommand(rest);
      }
      case 'inspect': {
        const { runInspect } = await import('../features/evidence/inspection/index.ts');
        return await runInspect(rest, { stdout: process.stdout, stderr: process.stderr, readFile });
      }
      case 'study': {
        const { runStudy } = await import('../features/evidence/studies/command-line.ts');
        return await runStudy(rest, { stdout: process.stdout, stderr: process.stderr });
      }
      case 'example': {
        const { writeStrongSchool } = await import('../features/evidence/studies/command-line.ts');
        return await writeStrongSchool(rest, { stdout: process.stdout, stderr: process.stderr });
      }
      case undefined:
      case 'help':
      case '--help':
        process.stdout.write(HELP);
        return 0;
      default:
        process.stderr.write(`There is no command “${command}”.\n\n${HELP}`);
        return 2;
    }
  } catch (error) {
    return reportFault(error);
  }
}

/** A refusal is told in words; anything else with its trace, so that it can be mended. */
function reportFault(error: unknown): number {
  const refusal = error as {
    name?: string;
    code?: string;
    message?: string;
    stack?: string;
    text?: { en: string; zh: string };
  };
  if (refusal.name === 'AppError') {
    process.stderr.write(`${refusal.text?.en ?? refusal.message}\n`);
    if (refusal.text?.zh) process.stderr.write(`${refusal.text.zh}\n`);
    return 2;
  }
  if (refusal.code?.startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`${refusal.message}\nRun trellis help for the commands and their options.\n`);
    return 2;
  }
  process.stderr.write(`${process.env.TRELLIS_LOG === 'debug' ? refusal.stack : refusal.message}\n`);
  return 1;
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
