import type { LocalText } from '@trellis/contract';
import { EngineInputError } from '@trellis/engines/kernel';
import { AppError } from '../../../platform/errors/index.ts';

/**
 * Runs an engine; figures that cannot be right under the chosen pack (a negative total, say) are told as such, with
 * the school's name in place of its key.
 */
export function refusingBadFigures<T>(nameOf: (school: string) => LocalText | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineInputError)) throw error;
    const { school, variable, value, pupils } = error.params;
    const name = nameOf(String(school)) ?? { en: String(school), zh: String(school) };
    throw new AppError('unprocessable', {
      en: `These figures cannot be judged with this pack. ${error.mistakes[0]!.message.replace(String(school), name.en || name.zh)}`,
      zh: `数据无法按该标准评估：${name.zh || name.en}的“${variable ?? 'pupils'}”为 ${value ?? pupils}。请更正数据，或更换标准。`,
    });
  }
}
