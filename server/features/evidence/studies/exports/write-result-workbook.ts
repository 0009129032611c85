import type { Language, StudyResult } from '@trellis/contract';
import { inLanguage } from '../../../../platform/http/index.ts';
import { type SheetToWrite, writeWorkbook } from '../../../../platform/tables/index.ts';
import { listRemarks, listTables } from './result-tables.ts';

/** One sheet a table, numbers as numbers, and a sheet that says how they came about. */
export function writeResultWorkbook(result: StudyResult, lang: Language): Promise<Uint8Array> {
  const say = (en: string, zh: string) => (lang === 'zh' ? zh : en);
  const about: [string, string][] = [
    [say('Study', '研究'), result.title],
    [say('Question', '研究问题'), result.question],
    ...result.outcomes.map(({ headline }): [string, string] => [
      say('Result', '结果'),
      inLanguage(headline.sentence, lang),
    ]),
    [say('Method', '方法'), inLanguage(result.methods, lang)],
    ...listRemarks(result, lang).map((remark): [string, string] => [say('Note', '注意'), remark]),
    [say('Data', '数据'), `${result.fileName} · SHA-256 ${result.dataSha256}`],
    [say('Design frozen', '设计冻结'), `${result.frozenAt ?? '—'} · ${result.hash ?? '—'}`],
  ];
  const sheets: SheetToWrite[] = [
    {
      name: say('About', '说明'),
      columns: [
        { header: say('What', '项目'), width: 18 },
        { header: say('Words', '内容'), width: 110 },
      ],
      rows: about,
    },
    ...listTables(result, lang).map(({ title, columns, rows }) => ({
      name: title,
      columns: columns.map((header, place) => ({ header, width: place === 0 ? 32 : 16 })),
      rows,
    })),
  ];
  return writeWorkbook({ sheets });
}
