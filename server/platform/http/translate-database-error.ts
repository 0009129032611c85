import type { LocalText } from '@trellis/contract';
import { AppError } from '../errors/index.ts';

interface DatabaseError {
  code?: string;
  constraint?: string;
  detail?: string;
}

/** Rules that live in the database, in words for the person whose change they refused. */
const CONSTRAINTS: Record<string, LocalText> = {
  membership_no_overlap: {
    en: 'The school is already a member of this group for part of that time. End that membership first, or choose a later day.',
    zh: '该校在这段时间内已是本集团成员校。请先结束原有成员关系，或选择更晚的日期。',
  },
  membership_one_governing: {
    en: 'The school belongs to another group for part of that time. End that membership first, or choose a later day.',
    zh: '该校在这段时间内属于另一个集团。请先结束原有成员关系，或选择更晚的日期。',
  },
  membership_one_dominant: {
    en: 'The group already has a dominant school for part of that time. A group has one at a time.',
    zh: '本集团在这段时间内已有龙头校。同一时间只能有一所龙头校。',
  },
  membership_within_school: {
    en: 'The school did not exist for all of that time. Choose a day on which it was open.',
    zh: '该校在这段时间内并非一直存在。请选择学校存续期间的日期。',
  },
  membership_within_group: {
    en: 'The group did not exist for all of that time. Choose a day on or after its founding.',
    zh: '该集团在这段时间内并非一直存在。请选择集团成立当日或之后的日期。',
  },
  cluster_membership_within_membership: {
    en: 'A school can be in a cluster only while it is a member of the group. Choose a later day, or leave the school out.',
    zh: '学校只有在成为集团成员校期间才能编入组团。请选择更晚的日期，或不编入该校。',
  },
  cluster_membership_no_overlap: {
    en: 'A school can be in one cluster at a time, and one of these is already in another.',
    zh: '一所学校同一时间只能属于一个组团，其中有学校已编入其他组团。',
  },
  cluster_code_no_overlap: {
    en: 'The group already has a cluster with this code for part of that time. Choose another code.',
    zh: '本集团在这段时间内已有相同代码的组团。请换一个代码。',
  },
  education_group_bureau_id_code_key: {
    en: 'A group with this code exists already. Choose another code.',
    zh: '已有相同代码的集团。请换一个代码。',
  },
  bureau_code_key: {
    en: 'A bureau with this code exists already. Choose another code.',
    zh: '已有相同代码的教育局。请换一个代码。',
  },
  authority_no_overlap: {
    en: 'This person already holds that role there for part of that time.',
    zh: '此人在这段时间内已担任该角色。',
  },
  standard_pack_pkey: {
    en: 'Somebody else saved this pack at the same moment. Look at their version and save again.',
    zh: '有人同时保存了该标准。请查看其版本后重新保存。',
  },
  account_user_email_key: {
    en: 'An account with this e-mail address exists already.',
    zh: '该邮箱已有账号。',
  },
};

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
  const { constraint, code } = error as DatabaseError;
  if (typeof code !== 'string') return undefined;
  const value = VALUES[code];
  if (value) return new AppError('bad-request', value);
  if (code === '40001' || code === '40P01') return new AppError('conflict', AT_ONCE);
  if (UNREACHABLE.test(code)) return new AppError('unavailable', NO_DATABASE);
  const text = /^23/.test(code) && constraint ? CONSTRAINTS[constraint] : undefined;
  return text ? new AppError('conflict', text) : undefined;
}
