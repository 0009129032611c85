import type { Language, StudyResult } from '@trellis/contract';
import { inLanguage } from '../../../../platform/http/index.ts';
import { listRemarks, listTables, type ResultTable } from './result-tables.ts';
import { writeTableNumber } from './write-table-number.ts';

/** Longer tables stand in the workbook. */
const MOST_ROWS = 40;

/** The report as a text document to edit further. */
export async function writeResultDocument(result: StudyResult, lang: Language): Promise<Uint8Array> {
  const {
    AlignmentType,
    Document,
    HeadingLevel,
    Packer,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    TextRun,
    WidthType,
  } = await import('docx');
  const say = (en: string, zh: string) => (lang === 'zh' ? zh : en);
  const heading = (words: string) => new Paragraph({ heading: HeadingLevel.HEADING_2, text: words });
  const paragraph = (words: string) => new Paragraph({ text: words, spacing: { after: 120 } });
  const cell = (value: string | number | null, column: string, isHeader: boolean) =>
    new TableCell({
      children: [
        new Paragraph({
          alignment: typeof value === 'number' ? AlignmentType.RIGHT : AlignmentType.LEFT,
          children: [new TextRun({ text: writeCell(value, column), bold: isHeader, size: 18 })],
        }),
      ],
    });
  const table = ({ columns, rows }: ResultTable) =>
    new Table({
      width: { size: 100, type: WidthType.PERCENTAGE },
      rows: [
        new TableRow({ tableHeader: true, children: columns.map((one) => cell(one, one, true)) }),
        ...rows.slice(0, MOST_ROWS).map(
          (cells) =>
            new TableRow({
              children: columns.map((column, place) => cell(cells[place] ?? null, column, false)),
            }),
        ),
      ],
    });
  const document = new Document({
    creator: 'Trellis',
    title: result.title,
    styles: { default: { document: { run: { font: lang === 'zh' ? 'SimSun' : 'Calibri', size: 22 } } } },
    sections: [
      {
        children: [
          new Paragraph({ heading: HeadingLevel.HEADING_1, text: result.title }),
          ...(result.question === '' ? [] : [paragraph(result.question)]),
          heading(say('Result', '结果')),
          ...result.outcomes.map(({ headline }) => paragraph(inLanguage(headline.sentence, lang))),
          ...listTables(result, lang).flatMap((one) => [heading(one.title), table(one)]),
          heading(say('What to keep in mind', '注意事项')),
          ...listRemarks(result, lang).map((words) => new Paragraph({ text: words, bullet: { level: 0 } })),
          heading(say('Method', '方法')),
          paragraph(inLanguage(result.methods, lang)),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function writeCell(value: string | number | null, column: string): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : writeTableNumber(value, column);
}
