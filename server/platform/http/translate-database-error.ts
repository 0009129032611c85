import type { LocalText } from '@trellis/contract';
import { describeBrokenRule } from '../database/index.ts';
import { AppError } from '../errors/index.ts';

/** What cannot be stored or understood, by the class of the value's fault. */
const VALUES: Record<string, LocalText> = {
  '22003': { en: 'A number is too large to be kept. Correct it.', zh: '数字超出可保存的范围。请更正。' },
  '22007': {
    en: 'A date cannot be read. Write it as 2025-09-01.',
    zh: '日期无法识别。请按 2025-09-01 的格式填写。',
  },
  '22008': { en: 'A date lies outside the calendar. Correct it.', zh: '日期超出可用范围。请更正。' },
  '22021': {
    en: 'A text holds a character that cannot be kept (U+0000). Delete it.',
    zh: '文本中含有无法保存的字符（U+0000）。请删除。',
  },
};

const AT_ONCE: LocalText = {
  en: 'Somebody else changed the same thing at this moment, so this change was not made. Try again.',
  zh: '有人同时修改了相同内容，本次修改未生效。请重试。',
};

const NO_DATABASE: LocalText = {
  en: 'The database does not answer just now, so nothing was changed. Try again in a moment.',
  zh: '数据库暂时没有响应，数据未被更改。请稍候再试。',
};

/** Lost connections (class 08), a server going down or full (57P…, 53300), and what the network says. */
const UNREACHABLE = /^(08|57P0|53300|ECONN|EPIPE|ETIMEDOUT)/;

/** A broken rule of the database, or a value it cannot take, as a refusal; anything else stays a fault. */
export function translateDatabaseError(error: unknown): AppError | undefined {
  const { code } = error as { code?: string };
  if (typeof code !== 'string') return undefined;
  const value = VALUES[code];
  if (value) return new AppError('bad-request', value);
  if (code === '40001' || code === '40P01') return new AppError('conflict', AT_ONCE);
  if (UNREACHABLE.test(code)) return new AppError('unavailable', NO_DATABASE);
  const text = describeBrokenRule(error);
  return text ? new AppError('conflict', text) : undefined;
}
