import { error, notice, type ProblemEntry } from './entry.ts';

/** Headers, columns and the shape of the table. See catalogue.ts for how an entry is written. */
export const SHAPE_PROBLEMS = {
  'duplicate-header': error(
    [
      'Columns {letter} and {otherLetter} both have the header “{column}”.',
      'Rename one of them or delete it.',
    ],
    ['{letter}列和{otherLetter}列的表头都是“{column}”。', '请修改或删除其中一列。'],
  ),
  'empty-header': error(
    [
      'Column {letter} has no header, but there is data under it (first in row {dataRow}: “{value}”).',
      'Give the column a header or clear it.',
    ],
    ['{letter}列没有表头，但下面有数据（最早在第{dataRow}行：“{value}”）。', '请补上表头，或清空该列。'],
  ),
  'merged-cells': error(
    [
      'The cells {range} are merged, so it is unclear which row and column the value belongs to.',
      'Unmerge them and fill in every cell.',
    ],
    ['单元格区域 {range} 已合并，无法判断数值属于哪一行、哪一列。', '请取消合并，并逐格填写。'],
  ),
  formula: error(
    [
      'Cell {cell} holds the formula {formula} instead of a value.',
      'Copy the column and paste it as values.',
    ],
    ['单元格 {cell} 是公式 {formula}，不是数值。', '请复制该列，再“选择性粘贴”为数值。'],
  ),
  'error-cell': error(
    ['The cell shows the error {value}.', 'Mend the formula behind it, or type the value[ ({example})].'],
    ['单元格显示错误值 {value}。', '请修正公式，或直接填写数值[（{example}）]。'],
  ),
  'uneven-row': error(
    [
      'Cells in the row: {cells}; in the header: {expected}.',
      'Look in the row for a missing or surplus delimiter or quotation mark.',
    ],
    ['该行有 {cells} 个单元格，而表头有 {expected} 个。', '请检查该行是否缺少或多出分隔符、引号。'],
  ),
  'stray-quote': error(
    [
      'Text follows a closing quotation mark.',
      'Put the whole cell between quotation marks and double those inside it.',
    ],
    ['右引号之后还有文字。', '请将整个单元格放在一对引号内，内部的引号写两遍。'],
  ),
  'missing-required-column': error(
    ['There is no column for {field}[ ({headers})].', 'Add the column or say which one holds it.'],
    ['缺少“{field}”列[（{headers}）]。', '请添加该列，或指明由哪一列提供。'],
  ),
  'column-mapped-twice': error(
    [
      'Columns {letter} “{column}” and {otherLetter} “{otherColumn}” both feed {field}.',
      'Keep one of them for this field.',
    ],
    ['{letter}列“{column}”和{otherLetter}列“{otherColumn}”都对应“{field}”。', '该项只能保留一列。'],
  ),
  'unknown-column': notice(
    [
      'Column {letter} “{column}” is not known and was left out.',
      'Nothing needs to be done unless it should have been read; then rename it[, for example “{suggestion}”].',
    ],
    ['{letter}列“{column}”无法识别，未读取。', '如需读取，请修改表头[，例如“{suggestion}”]；否则无需处理。'],
  ),
  'no-such-column': error(
    [
      'There is no column “{value}”; the file has {headers}.',
      'Use one of these headers[. Maybe “{suggestion}”].',
    ],
    ['没有“{value}”这一列，文件中的列有：{headers}。', '请使用其中的表头[，是否指“{suggestion}”]。'],
  ),
  'total-row': notice(
    ['“{value}” is a total, not a school; it was left out.', 'Nothing needs to be done.'],
    ['“{value}”是汇总行，不是学校，未计入。', '无需处理。'],
  ),
} as const satisfies Record<string, ProblemEntry>;
