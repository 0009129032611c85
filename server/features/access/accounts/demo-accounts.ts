import type { LocalText, Role, ScopeKind } from '@trellis/contract';

export interface DemoAccount {
  key: string;
  name: LocalText;
  role: LocalText;
  comesTo: LocalText;
  email: string;
  authority: { role: Role; scopeKind: ScopeKind; schoolCode?: string };
}

/** The invented people of the demo. They exist in demo mode only, which refuses a database that is not its own. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    key: 'chief-principal',
    name: { en: 'Lu Wenjun (invented)', zh: '陆文君（虚构）' },
    role: { en: 'Chief principal of the BG group', zh: 'BG 教育集团总校长' },
    comesTo: {
      en: 'See how balanced the seven schools are, and import figures',
      zh: '查看七所学校的均衡状况，导入数据',
    },
    email: 'chief@demo.invalid',
    authority: { role: 'principal', scopeKind: 'group' },
  },
  {
    key: 'bureau-officer',
    name: { en: 'Shen Guohua (invented)', zh: '沈国华（虚构）' },
    role: { en: 'Bureau officer', zh: '教育局管理人员' },
    comesTo: {
      en: 'Compare groups, prepare the inspection, give access',
      zh: '比较各集团、准备督导评估、管理权限',
    },
    email: 'officer@demo.invalid',
    authority: { role: 'bureau-officer', scopeKind: 'bureau' },
  },
  {
    key: 'principal',
    name: { en: 'Zhu Minghua (invented)', zh: '朱明华（虚构）' },
    role: { en: 'Principal of ZS Primary School', zh: 'ZS小学校长' },
    comesTo: {
      en: 'Defend the school’s character, import its own figures',
      zh: '维护学校特色，导入本校数据',
    },
    email: 'principal@demo.invalid',
    authority: { role: 'principal', scopeKind: 'school', schoolCode: 'ZS' },
  },
  {
    key: 'teacher',
    name: { en: 'Qian Yufen (invented)', zh: '钱玉芬（虚构）' },
    role: { en: 'Teacher at RM Primary School', zh: 'RM小学教师' },
    comesTo: { en: 'See where the group stands and how it came to be', zh: '了解集团现状与发展历程' },
    email: 'teacher@demo.invalid',
    authority: { role: 'teacher', scopeKind: 'school', schoolCode: 'RM' },
  },
];
