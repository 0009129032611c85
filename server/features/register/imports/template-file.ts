/** The template to fill in: headers of one language, and in a workbook a second sheet that explains each column. */
import type { Language, LocalText } from '@trellis/contract';
import {
  TEMPLATE_FIELDS,
  type TEMPLATE_FIELDS as TemplateFields,
} from '../../../../contract/template/index.ts';
import type { FileAnswer } from '../../../platform/http/index.ts';
import type { Cell, SheetToWrite } from '../../../platform/tables/index.ts';
import { writeSheets } from './write-sheets.ts';

/** A sheet of this name in a file is the template's own and holds no data. */
export const EXPLANATION_SHEET: LocalText = { en: 'explanation', zh: '填写说明' };

const EXAMPLES: Readonly<Partial<Record<(typeof TemplateFields)[number]['id'], { en: Cell; zh: Cell }>>> = {
  school: { en: 'Example School', zh: '示例小学' },
  code: { en: 'S01', zh: 'S01' },
  stage: { en: 'primary', zh: '小学' },
  year: { en: 2025, zh: 2025 },
  pupils: { en: 960, zh: 960 },
  teachers: { en: 56, zh: 56 },
  teachersAboveQualification: { en: 48, zh: 48 },
  teachersBackbone: { en: 10, zh: 10 },
  teachersPeArts: { en: 9, zh: 9 },
  teachersIntermediateTitle: { en: 31, zh: 31 },
  teachingAreaM2: { en: 5200, zh: 5200 },
  sportsAreaM2: { en: 7600, zh: 7600 },
  equipmentYuan: { en: 2300000, zh: 2300000 },
  multimediaRooms: { en: 26, zh: 26 },
  computers: { en: 140, zh: 140 },
  books: { en: 28000, zh: 28000 },
  group: { en: 'Example Group', zh: '示例教育集团' },
  location: { en: 'urban', zh: '城区' },
};

/** An example stands in the explanation and not among the rows: there it would be imported by mistake. */
export async function getTemplate({
  lang,
  format,
}: {
  lang: Language;
  format: 'xlsx' | 'csv';
}): Promise<FileAnswer> {
  const rows: SheetToWrite = {
    name: lang === 'zh' ? '学校数据' : 'school years',
    columns: TEMPLATE_FIELDS.map(({ header }) => ({
      header: header[lang],
      width: Math.max(12, header[lang].length * (lang === 'zh' ? 2 : 1) + 2),
    })),
    rows: [],
  };
  return writeSheets(
    format === 'csv' ? [rows] : [rows, explain(lang)],
    lang === 'zh' ? 'trellis-学校数据模板' : 'trellis-school-years-template',
    format,
  );
}

const HEADERS = {
  en: ['column', 'meaning', 'unit', 'needed', 'example'],
  zh: ['列', '含义', '单位', '是否必填', '示例'],
} as const;

function explain(lang: Language): SheetToWrite {
  return {
    name: EXPLANATION_SHEET[lang],
    columns: HEADERS[lang].map((header, index) => ({ header, width: index < 2 ? 34 : 16 })),
    rows: TEMPLATE_FIELDS.map(({ id, header, name, unit, required }): Cell[] => [
      header[lang],
      name[lang],
      unit?.[lang] ?? null,
      required || id === 'stage' || id === 'year' ? (lang === 'zh' ? '必填' : 'yes') : null,
      EXAMPLES[id]?.[lang] ?? null,
    ]),
  };
}
