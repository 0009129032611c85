import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ENTRY = fileURLToPath(new URL('./cli.ts', import.meta.url));
const FULL = '/dev/full';

test.skipIf(!existsSync(FULL))(
  'output that finds no room is told in words, and the command fails',
  async () => {
    const child = spawn(process.execPath, [ENTRY, 'help'], {
      stdio: ['ignore', openSync(FULL, 'w'), 'pipe'],
    });
    let said = '';
    child.stderr!.on('data', (part) => (said += part));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(said).toContain('The output could not be written (ENOSPC)');
    expect(said).toContain('无法写出结果');
    expect(said).not.toMatch(/ at |node:/);
    expect(code).toBe(1);
  },
);
