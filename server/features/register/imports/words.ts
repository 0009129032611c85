/** Words in cells of fixed choice, in the forms registers use, to the register's own. */
import type { LocalText } from '@trellis/contract';
import {
  findLocation,
  findSchoolKind,
  findStage,
  type SchoolStage,
  STAGE_NAMES,
} from '../../../../contract/template/index.ts';

const normalize = (word: string) =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();

const STAGES: Readonly<Record<string, string>> = {
  nursery: 'kindergarten',
  kindergarten: 'kindergarten',
  幼儿园: 'kindergarten',
  学前: 'kindergarten',
  middle: 'middle',
  'middle deemed primary': 'middle',
  'middle deemed secondary': 'middle',
  secondary: 'secondary',
  中学: 'secondary',
  'all through': 'all-through',
  '16 plus': 'sixteen-plus',
  'sixteen plus': 'sixteen-plus',
  special: 'special',
  特殊教育: 'special',
  vocational: 'vocational',
  职业学校: 'vocational',
  other: 'other',
  'not applicable': 'other',
  其他: 'other',
};

const FURTHER_STAGES: Readonly<Record<string, LocalText>> = {
  kindergarten: { en: 'kindergarten', zh: '幼儿园' },
  middle: { en: 'middle', zh: '中间学校' },
  secondary: { en: 'secondary', zh: '中学' },
  'all-through': { en: 'all-through', zh: '小学中学一贯制' },
  'sixteen-plus': { en: 'sixteen-plus', zh: '16 岁以上' },
  special: { en: 'special', zh: '特殊教育' },
  vocational: { en: 'vocational', zh: '职业学校' },
  other: { en: 'other', zh: '其他' },
};

/** A stage of the register as people call it. */
export function stageName(stage: string): LocalText {
  return STAGE_NAMES[stage as SchoolStage] ?? FURTHER_STAGES[stage] ?? { en: stage, zh: stage };
}

export function readStageWord(word: string): string | undefined {
  return findStage(word) ?? STAGES[normalize(word)];
}

export const SCHOOL_KIND_CHOICES: LocalText = {
  en: 'ordinary, special, vocational, teaching-point',
  zh: '普通学校、特殊教育学校、职业学校、教学点',
};

export function readKindWord(word: string): string | undefined {
  return findSchoolKind(word);
}

/** Also the six classes of the English rural-urban classification. */
export function readLocationWord(word: string): string | undefined {
  const known = findLocation(word);
  if (known) return known;
  const text = normalize(word).replace(/^\((england\/wales|scotland)\) /, '');
  if (/^urban\b/.test(text)) return 'urban';
  if (/^rural town\b/.test(text)) return 'town';
  if (/^rural\b/.test(text)) return 'rural';
  return undefined;
}

const GROUP_KINDS: Readonly<Record<string, string>> = {
  'education group': 'education-group',
  教育集团: 'education-group',
  'multi academy trust': 'multi-academy-trust',
  'single academy trust': 'single-academy-trust',
  federation: 'federation',
  联盟: 'federation',
  trust: 'trust',
  'school sponsor': 'sponsor',
  sponsor: 'sponsor',
  other: 'other',
  其他: 'other',
};

export const GROUP_KIND_CHOICES: LocalText = {
  en: 'education-group, multi-academy-trust, single-academy-trust, federation, trust, sponsor, other',
  zh: '教育集团、联盟、其他（英格兰：multi-academy-trust、single-academy-trust、trust、sponsor）',
};

export function readGroupKindWord(word: string): string | undefined {
  return GROUP_KINDS[normalize(word)];
}

const ROLES: Readonly<Record<string, 'dominant' | 'member'>> = {
  dominant: 'dominant',
  'dominant school': 'dominant',
  lead: 'dominant',
  'lead school': 'dominant',
  龙头校: 'dominant',
  核心校: 'dominant',
  总校: 'dominant',
  member: 'member',
  'member school': 'member',
  成员校: 'member',
  分校: 'member',
};

export const ROLE_CHOICES: LocalText = { en: 'dominant, member', zh: '龙头校、成员校' };

export function readRoleWord(word: string): 'dominant' | 'member' | undefined {
  return ROLES[normalize(word)];
}

export type LinkType =
  | 'successor'
  | 'predecessor'
  | 'merged-into'
  | 'merged-from'
  | 'split-into'
  | 'split-from'
  | 'linked';

/** What the second school of a link is to the first. */
export function readLinkWord(word: string): LinkType {
  const text = normalize(word).replace(/ - /g, ' ');
  if (text === 'successor' || text === '承接校') return 'successor';
  if (text === 'predecessor' || text === '前身') return 'predecessor';
  if (/^successor .*(merged|amalgamated)/.test(text) || text === 'result of amalgamation')
    return 'merged-into';
  if (/^predecessor .*(merged|amalgamated)/.test(text)) return 'merged-from';
  if (/^successor .*split/.test(text)) return 'split-into';
  if (/^predecessor .*split/.test(text)) return 'split-from';
  return 'linked';
}

const SURE_STAGES: readonly [RegExp, string][] = [
  [/幼儿园|园区$|学前/, 'kindergarten'],
  [/附属小学|小学/, 'primary'],
];

/**
 * The stage a Chinese campus name tells for sure, else that of its group's name; null where neither does: 中学 can
 * hold junior, senior or both, 实验学校 any stage.
 */
export function guessStageFromName(school: string, group: string): string | null {
  const own = SURE_STAGES.find(([pattern]) => pattern.test(school))?.[1];
  if (own) return own;
  if (/中学|学校/.test(school)) return null;
  return SURE_STAGES.find(([pattern]) => pattern.test(group))?.[1] ?? null;
}

export function isNotYetOpen(name: string, remark: string | null): boolean {
  return /[（(]筹[)）]/.test(name) || /投用?$|待定/.test(remark ?? '');
}
