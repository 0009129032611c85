/** Why an import cannot be worked on as it stands. */
import type { LocalText } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { ImportRow } from './store.ts';

export const BUSY: LocalText = {
  en: 'This import is being worked on. Wait until that is done.',
  zh: '该导入正在处理中，请等待完成。',
};

export const ALREADY_APPLIED: LocalText = {
  en: 'This import is applied. Take it back before changing it.',
  zh: '该导入已写入。如需更改，请先撤销。',
};

export function assertOpen(row: ImportRow): void {
  if (row.status === 'applied' || row.status === 'undone') {
    throw new AppError(
      'conflict',
      row.status === 'applied'
        ? ALREADY_APPLIED
        : {
            en: 'This import was taken back. Upload the file again to import it once more.',
            zh: '该导入已撤销。如需再次导入，请重新上传文件。',
          },
    );
  }
}

export function blockedByErrors(badRows: number): LocalText {
  if (badRows === 0) {
    return {
      en: 'The file cannot be applied as it is: see its problems.',
      zh: '文件存在问题，暂不能写入，请查看问题列表。',
    };
  }
  return {
    en: `${badRows} ${badRows === 1 ? 'row' : 'rows'} cannot be read. Put them right first; all rows are applied, or none.`,
    zh: `有 ${badRows} 行无法读取，请先修正；全部行要么一并写入，要么都不写入。`,
  };
}
