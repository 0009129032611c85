import type { Language, StudyResult, studyExportFormats } from '@trellis/contract';
import type { FileAnswer } from '../../../../platform/http/index.ts';

type Format = (typeof studyExportFormats)[number];

const TYPES: Readonly<Record<Format, { ending: string; contentType: string }>> = {
  json: { ending: 'json', contentType: 'application/json; charset=utf-8' },
  xlsx: {
    ending: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  html: { ending: 'html', contentType: 'text/html; charset=utf-8' },
  docx: {
    ending: 'docx',
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  r: { ending: 'R', contentType: 'text/plain; charset=utf-8' },
};

/** A result as a file to keep. */
export async function exportResult(
  result: StudyResult,
  { format, lang }: { format: Format; lang: Language },
): Promise<FileAnswer> {
  const { ending, contentType } = TYPES[format];
  const name = result.title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim() || 'study';
  return { file: await writeFile(result, format, lang), fileName: `${name}.${ending}`, contentType };
}

async function writeFile(result: StudyResult, format: Format, lang: Language): Promise<Uint8Array | string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'r':
      return (await import('./write-r-script.ts')).writeRScript(result);
    case 'html':
      return (await import('../report/index.ts')).renderReport(result, lang);
    case 'xlsx':
      return (await import('./write-result-workbook.ts')).writeResultWorkbook(result, lang);
    case 'docx':
      return (await import('./write-result-document.ts')).writeResultDocument(result, lang);
  }
}
