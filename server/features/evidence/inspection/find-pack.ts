import { makeProblem, type Problem } from '@trellis/contract/problems';
import { cn2012Basic, cn2017Quality, parseStandardPack, type StandardPack } from '@trellis/engines/balance';
import { DESCRIPTIVE_PACK_ID } from './types.ts';

const SHIPPED_PACKS: readonly StandardPack[] = [cn2017Quality, cn2012Basic];

export type FindPackResult =
  | { readonly ok: true; readonly pack: StandardPack | typeof DESCRIPTIVE_PACK_ID }
  | { readonly ok: false; readonly problem: Problem };

/** A shipped pack by id, or one from a .json file by path. */
export async function findPack(
  name: string,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<FindPackResult> {
  if (name === DESCRIPTIVE_PACK_ID) return { ok: true, pack: DESCRIPTIVE_PACK_ID };
  const shipped = SHIPPED_PACKS.find(({ id }) => id === name);
  if (shipped) return { ok: true, pack: shipped };
  if (!name.toLowerCase().endsWith('.json')) {
    const packs = [...SHIPPED_PACKS.map(({ id }) => id), DESCRIPTIVE_PACK_ID].join(', ');
    return { ok: false, problem: makeProblem('unknown-pack', { value: name, params: { packs } }) };
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(name);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return { ok: false, problem: makeProblem('file-not-found', { file: name, params: { reason } }) };
  }
  try {
    return { ok: true, pack: parseStandardPack(JSON.parse(new TextDecoder().decode(bytes))) };
  } catch (error) {
    // Mistakes in the person's own file, whether of JSON or of the pack's format.
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: makeProblem('bad-pack', { file: name, params: { reason } }) };
  }
}
