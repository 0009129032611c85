import { error, notice, type ProblemEntry } from './entry.ts';

/** The file as a whole. See catalogue.ts for how an entry is written. */
export const FILE_PROBLEMS = {
  'file-not-found': error(
    ['The file {file} cannot be opened[: {reason}].', 'Check the path and its spelling.'],
    ['无法打开文件 {file}[：{reason}]。', '请检查路径和文件名是否正确。'],
  ),
  'wrong-encoding': error(
    [
      'The text is not valid {encoding}: byte {byteHex} at position {byte}, on line {line}, does not fit.',
      'Open the file in the program it comes from and save it as “CSV UTF-8” or as .xlsx.',
    ],
    [
      '文件内容不是有效的 {encoding} 编码：第{line}行、第{byte}个字节（{byteHex}）无法识别。',
      '请用原来的软件打开该文件，另存为“CSV UTF-8”或 .xlsx。',
    ],
  ),
  'unknown-encoding': error(
    [
      '“{value}” is not an encoding that can be read.',
      'Name one of utf-8, gb18030, gbk, utf-16le, windows-1252.',
    ],
    ['“{value}”不是可识别的编码名称。', '请使用 utf-8、gb18030、gbk、utf-16le 或 windows-1252。'],
  ),
  'encoding-detected': notice(
    [
      'The file is not UTF-8; it was read as {encoding}.',
      'Look at a few names; if they are garbled, save the file as “CSV UTF-8” or as .xlsx and take that one.',
    ],
    [
      '文件不是 UTF-8 编码，已按 {encoding} 读取。',
      '请抽查几个名称，如出现乱码，请将文件另存为“CSV UTF-8”或 .xlsx 后重试。',
    ],
  ),
  'truncated-file': error(
    [
      'The file ends too early.',
      'It was probably cut off while being copied or downloaded: fetch it again from where it came from.',
    ],
    ['文件不完整，在此中断。', '可能在复制或下载时中断，请从来源处重新获取。'],
  ),
  'unclosed-quote': error(
    [
      'A quotation mark opened here is never closed, so the rest of the file runs into one cell.',
      'Close the quotation mark, or fetch the file again if it was cut off.',
    ],
    [
      '此处有一个引号没有配对，其后的内容全部并入了同一个单元格。',
      '请补上缺少的引号；如果文件被截断，请重新获取。',
    ],
  ),
  'damaged-file': error(
    [
      'The part {part} of the workbook is damaged and cannot be read.',
      'Open it in a spreadsheet program and save it again as .xlsx.',
    ],
    ['工作簿中的 {part} 部分已损坏，无法读取。', '请用表格软件打开并重新另存为 .xlsx。'],
  ),
  'not-a-spreadsheet': error(
    [
      'This is not a .xlsx workbook or a .csv table[: it looks like {found}].',
      'Save the table as .xlsx or “CSV UTF-8” and use that file.',
    ],
    [
      '这不是 .xlsx 工作簿，也不是 .csv 表格[：看起来是{found}]。',
      '请将表格另存为 .xlsx 或“CSV UTF-8”后再使用。',
    ],
  ),
  'password-protected': error(
    [
      'The workbook is password protected, or it is an old .xls file.',
      'Remove the password and save it as .xlsx.',
    ],
    ['工作簿设有密码，或者是旧版 .xls 文件。', '请取消密码，并另存为 .xlsx。'],
  ),
  'unsafe-content': error(
    [
      'The workbook declares its own text entities in {part}; such files are refused.',
      'Open it in a spreadsheet program and save it again as .xlsx.',
    ],
    ['工作簿的 {part} 部分含有自定义实体声明，为安全起见不予读取。', '请用表格软件打开并重新另存为 .xlsx。'],
  ),
  'file-too-large': error(
    [
      'The file has {sizeMb} MB; at most {limitMb} MB are read.',
      'Leave out columns and sheets that are not needed, or split the file by year.',
    ],
    ['文件大小为 {sizeMb} MB，超过 {limitMb} MB 的上限。', '请删去不需要的列和工作表，或按年份拆分文件。'],
  ),
  'zip-bomb': error(
    [
      'The workbook unpacks to far more than a table needs[ (over {limitMb} MB)][ ({parts} parts)], so it was not read.',
      'If it is a real table, open it and save it again as .xlsx, or save the sheet as “CSV UTF-8”.',
    ],
    [
      '工作簿解压后异常庞大[（超过 {limitMb} MB）][（{parts} 个部分）]，已停止读取。',
      '如果确实是正常表格，请打开后重新另存为 .xlsx，或将工作表另存为“CSV UTF-8”。',
    ],
  ),
  'too-many-cells': error(
    [
      'The table has more than {limit} filled cells.',
      'Leave out columns that are not needed, or split the file by year.',
    ],
    ['表格的有内容单元格超过 {limit} 个。', '请删去不需要的列，或按年份拆分文件。'],
  ),
  'too-many-columns': error(
    [
      'There are {count} columns; at most {limit} are read.',
      'Leave out columns that are not needed; check the delimiter if it is a .csv file.',
    ],
    ['共有 {count} 列，超过 {limit} 列的上限。', '请删去不需要的列；如果是 .csv 文件，请检查分隔符。'],
  ),
  'empty-file': error(
    ['The file holds no data.', 'Check that the right file (and sheet) was chosen.'],
    ['文件中没有数据。', '请确认选择了正确的文件和工作表。'],
  ),
  'header-only': error(
    ['There are column headers but no rows below them.', 'Add the data rows, or choose another sheet.'],
    ['表头下面没有数据行。', '请补充数据行，或选择其他工作表。'],
  ),
  'unknown-sheet': error(
    ['There is no sheet “{value}”; the file has {sheets}.', 'Name one of these sheets.'],
    ['没有名为“{value}”的工作表，文件中有：{sheets}。', '请从中选择一个工作表。'],
  ),
  'several-sheets': notice(
    [
      'The file has several sheets ({sheets}); “{sheet}” was read.',
      'Name another sheet if that is the wrong one.',
    ],
    ['文件中有多个工作表（{sheets}），读取的是“{sheet}”。', '如需读取其他工作表，请指明名称。'],
  ),
  'hidden-sheet': notice(
    ['The hidden sheet “{value}” was ignored.', 'Unhide it and choose it if it holds the data.'],
    ['已忽略隐藏的工作表“{value}”。', '如果数据在其中，请取消隐藏并选择该工作表。'],
  ),
  'hidden-rows': notice(
    [
      'Hidden or filtered rows: {count} (the first is row {row}); they were read like all others.',
      'Delete them if they do not belong to the data.',
    ],
    ['有 {count} 个隐藏或被筛选的行同样被读取（最早是第{row}行）。', '如果不属于数据，请删除这些行。'],
  ),
  'macros-ignored': notice(
    ['The workbook contains macros; they were ignored.', 'Nothing needs to be done.'],
    ['工作簿含有宏，已忽略。', '无需处理。'],
  ),
  'more-problems': notice(
    [
      '{count} further problems like these are not listed: {kind}',
      'Mend the ones listed first; they often share one cause.',
    ],
    ['另有 {count} 个同类问题未逐一列出：{kind}', '请先处理已列出的问题，它们往往出于同一原因。'],
  ),
} as const satisfies Record<string, ProblemEntry>;
