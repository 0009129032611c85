import { runInspect } from './run-inspect.ts';

export const encode = (text: string) => new TextEncoder().encode(text);

/** For tests: runs the command on files given as text or bytes. */
export async function inspect(files: Record<string, string | Uint8Array>, ...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runInspect(argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    readFile: async (path) => {
      const file = files[path];
      if (file === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return typeof file === 'string' ? encode(file) : file;
    },
  });
  const stdout = out.join('');
  return { exitCode, stdout, stderr: err.join(''), json: () => JSON.parse(stdout) };
}
