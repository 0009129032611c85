import type { AuditEntry, Language, Role } from '@trellis/contract';
import { inLanguage } from '../../../platform/http/index.ts';
import { writeWorkbook } from '../../../platform/tables/index.ts';

const WORDS = {
  en: {
    title: 'Audit record',
    headers: [
      'No.',
      'When',
      'Who',
      'Through which role',
      'Kind',
      'What',
      'Whom or which',
      'People',
      'Schools',
      'Why',
      'Request',
      'Hash',
    ],
    kinds: { change: 'change', look: 'look', 'sign-in': 'sign-in', refusal: 'refused' },
    roles: {
      'bureau-officer': 'bureau officer',
      principal: 'principal',
      teacher: 'teacher',
      chief: 'chief principal',
    },
    all: 'whole bureau',
  },
  zh: {
    title: '审计记录',
    headers: [
      '序号',
      '时间',
      '人员',
      '以何职权',
      '类别',
      '事项',
      '对象',
      '涉及人数',
      '涉及学校',
      '理由',
      '请求编号',
      '哈希值',
    ],
    kinds: { change: '变更', look: '查看', 'sign-in': '登录', refusal: '被拒绝' },
    roles: { 'bureau-officer': '教育局管理人员', principal: '校长', teacher: '教师', chief: '总校长' },
    all: '全局',
  },
} as const satisfies Record<Language, unknown>;

export const auditTitle = (language: Language) => WORDS[language].title;

/** The audit record as a workbook; texts are typed cells, so that no spreadsheet program takes one for a formula. */
export function writeAuditWorkbook(entries: readonly AuditEntry[], language: Language): Promise<Uint8Array> {
  const words = WORDS[language];
  const widths = [8, 22, 18, 28, 10, 28, 24, 10, 28, 30, 38, 66];
  const roleOf = (role: Role, scopeKind: string) =>
    role === 'principal' && scopeKind === 'group' ? words.roles.chief : words.roles[role];
  const and = language === 'zh' ? '、' : ', ';
  return writeWorkbook({
    sheets: [
      {
        name: words.title,
        columns: words.headers.map((header, index) => ({
          header,
          width: widths[index]!,
          type: index === 0 || index === 7 ? ('number' as const) : ('text' as const),
        })),
        rows: entries.map((entry) => [
          entry.number,
          localMoment(entry.at),
          entry.userName,
          entry.through
            .map((one) => `${roleOf(one.role, one.scopeKind)} · ${inLanguage(one.scopeName, language)}`)
            .join(and),
          words.kinds[entry.kind],
          inLanguage(entry.what, language),
          entry.objectName ? inLanguage(entry.objectName, language) : '',
          entry.subjectCount,
          entry.schools === null
            ? words.all
            : entry.schools.map(({ name }) => inLanguage(name, language)).join(and),
          entry.purpose,
          entry.requestId,
          entry.hash,
        ]),
      },
    ],
  });
}

function localMoment(at: string): string {
  const when = new Date(at);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${when.getFullYear()}-${pad(when.getMonth() + 1)}-${pad(when.getDate())} ${pad(when.getHours())}:${pad(when.getMinutes())}:${pad(when.getSeconds())}`;
}
