import type { Subject } from '@trellis/contract';

/** Chinese names of subjects: read in what people write, and named in refusals. */
const SUBJECTS_ZH: Readonly<Record<Subject, string>> = {
  chinese: '语文',
  mathematics: '数学',
  english: '英语',
  science: '科学',
  'morality-and-law': '道德与法治',
  'physical-education': '体育',
  music: '音乐',
  'fine-arts': '美术',
  'information-technology': '信息科技',
  labour: '劳动',
  'integrated-practice': '综合实践',
  'mental-health': '心理健康',
  calligraphy: '书法',
  physics: '物理',
  chemistry: '化学',
  biology: '生物',
  history: '历史',
  geography: '地理',
  politics: '思想政治',
  other: '其他',
};

/** The subject meant by its code or its Chinese name. */
export function findSubject(written: string): Subject | undefined {
  const entry = Object.entries(SUBJECTS_ZH).find(
    ([code, chinese]) => code === written.toLowerCase() || chinese === written,
  );
  return entry?.[0] as Subject | undefined;
}

export const subjectsInChinese = (): string => Object.values(SUBJECTS_ZH).join('、');
export const subjectsInEnglish = (): string => Object.keys(SUBJECTS_ZH).join(', ');
