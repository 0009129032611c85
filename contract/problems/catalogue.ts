/**
 * The one catalogue of what can be wrong with a file: server, command line, web and the sheet of bad
 * rows all take their sentences from here.
 *
 * To add a code, add one entry: its severity and, in both languages, the fact with its values
 * (`message`) and what to do (`remedy`). `{name}` is filled from the problem: `value`, `column`,
 * `letter`, `row`, `sheet`, `file`, or any of its `params`. A part in square brackets is left out
 * when one of the names inside it is not known: `Type the number[, for example {suggestion}].`
 * An entry that lacks a language does not compile; one whose two languages use different names
 * fails the test.
 */

import type { ProblemEntry, ProblemSeverity, ProblemText } from './entry.ts';

function entry(severity: ProblemSeverity, en: [string, string], zh: [string, string]): ProblemEntry {
  const text = ([message, remedy]: [string, string]): ProblemText => ({ message, remedy });
  return { severity, text: { en: text(en), zh: text(zh) } };
}

const error = (en: [string, string], zh: [string, string]) => entry('error', en, zh);
const notice = (en: [string, string], zh: [string, string]) => entry('notice', en, zh);

export const PROBLEMS = {
  // The file as a whole
  'file-not-found': error(
    ['The file {file} cannot be opened[: {reason}].', 'Check the path and its spelling.'],
    ['无法打开文件 {file}[：{reason}]。', '请检查路径和文件名是否正确。'],
  ),
  'wrong-encoding': error(
    [
      'The text is not valid {encoding}: byte {byteHex} at position {byte}, on line {line}, does not fit.',
      'Save the file as “CSV UTF-8” or as .xlsx, or name its encoding (for example gb18030 or windows-1252).',
    ],
    [
      '文件内容不是有效的 {encoding} 编码：第{line}行、第{byte}个字节（{byteHex}）无法识别。',
      '请另存为“CSV UTF-8”或 .xlsx，或指明文件编码（如 gb18030、windows-1252）。',
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
      'Look at a few names; if they are garbled, name the encoding.',
    ],
    ['文件不是 UTF-8 编码，已按 {encoding} 读取。', '请抽查几个名称，如出现乱码，请指明文件编码。'],
  ),
  'truncated-file': error(
    [
      'The file ends too early[, in row {row}].',
      'It was probably cut off while being copied or downloaded: fetch it again from where it came from.',
    ],
    ['文件不完整[，在第{row}行中断]。', '可能在复制或下载时中断，请从来源处重新获取。'],
  ),
  'unclosed-quote': error(
    [
      'A quotation mark opened in row {row} is never closed, so the rest of the file runs into one cell.',
      'Close the quotation mark, or fetch the file again if it was cut off.',
    ],
    [
      '第{row}行有一个引号没有配对，其后的内容全部并入了同一个单元格。',
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
      'Row {row} has {count} columns; at most {limit} are read.',
      'Leave out columns that are not needed; check the delimiter if it is a .csv file.',
    ],
    ['第{row}行有 {count} 列，超过 {limit} 列的上限。', '请删去不需要的列；如果是 .csv 文件，请检查分隔符。'],
  ),
  'empty-file': error(
    ['The file holds no data.', 'Check that the right file (and sheet) was chosen.'],
    ['文件中没有数据。', '请确认选择了正确的文件和工作表。'],
  ),
  'header-only': error(
    [
      'There are column headers in row {row} but no rows below them.',
      'Add the data rows, or choose another sheet.',
    ],
    ['第{row}行是表头，但下面没有数据行。', '请补充数据行，或选择其他工作表。'],
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
      '{count} hidden or filtered rows were read like all others (the first is row {row}).',
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
      'There are {count} more problems of the kind “{kind}”.',
      'Mend the ones listed first; they often share one cause.',
    ],
    ['另有 {count} 个同类问题（{kind}）未逐一列出。', '请先处理已列出的问题，它们往往出于同一原因。'],
  ),

  // Headers and shape
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
      'Row {row} has {cells} cells where the header has {expected}.',
      'Check that row for a missing or surplus delimiter or quotation mark.',
    ],
    ['第{row}行有 {cells} 个单元格，而表头有 {expected} 个。', '请检查该行是否缺少或多出分隔符、引号。'],
  ),
  'stray-quote': error(
    [
      'Text follows a closing quotation mark in row {row}.',
      'Put the whole cell between quotation marks and double those inside it.',
    ],
    ['第{row}行的右引号之后还有文字。', '请将整个单元格放在一对引号内，内部的引号写两遍。'],
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
    ['Row {row} (“{value}”) is a total, not a school; it was left out.', 'Nothing needs to be done.'],
    ['第{row}行（“{value}”）是汇总行，不是学校，未计入。', '无需处理。'],
  ),

  // Single values
  'number-as-text': error(
    [
      '“{value}” is written as text, not as a number.',
      'Type it as a plain number[: {suggestion}, if that is what is meant].',
    ],
    ['“{value}”是文本，不是数字。', '请按普通数字填写[，如确为此意，请填 {suggestion}]。'],
  ),
  'digits-as-text': notice(
    ['“{value}” is stored as text; it was read as a number.', 'Nothing needs to be done.'],
    ['“{value}”以文本形式存储，已按数字读取。', '无需处理。'],
  ),
  'ambiguous-number': error(
    [
      '“{value}” can be read as different numbers.',
      'Type it without separators for thousands and with a point for decimals[, for example {suggestion}].',
    ],
    ['“{value}”可以读作不同的数。', '请去掉千位分隔符，小数点用“.”[，例如 {suggestion}]。'],
  ),
  'number-with-unit': error(
    [
      '“{value}” holds words beside the number.',
      'Put the unit in the header and only the number in the cell[: {suggestion}].',
    ],
    ['“{value}”中数字之外还有文字。', '单位请写在表头，单元格只填数字[：{suggestion}]。'],
  ),
  'approximate-number': error(
    [
      '“{value}” is an approximate figure.',
      'Type the exact number, or leave the cell empty if it is not known.',
    ],
    ['“{value}”是约数。', '请填写准确数字；如不清楚，请留空。'],
  ),
  'percent-as-number': error(
    ['“{value}” is a percentage where a number is needed.', 'Type the number itself, not its share.'],
    ['此处应填数值，“{value}”却是百分比。', '请填写实际数值，不要填占比。'],
  ),
  'none-or-zero': error(
    ['“{value}” can mean zero or not known.', 'Type 0, or leave the cell empty if it is not known.'],
    ['“{value}”可能表示零，也可能表示不清楚。', '如为零请填 0；如不清楚请留空。'],
  ),
  'not-a-number': error(
    ['“{value}” is not a number.', 'Type a number, or leave the cell empty if it is not known.'],
    ['“{value}”不是数字。', '请填写数字；如不清楚，请留空。'],
  ),
  'negative-number': error(
    [
      '{value} is less than zero.',
      'Type the number without the minus sign, or leave the cell empty if it is not known.',
    ],
    ['{value} 小于零。', '请填写不带负号的数；如不清楚，请留空。'],
  ),
  'impossible-value': error(
    [
      '{value} is outside what is possible[ (at least {min})][ (at most {max})].',
      'Check the number and its unit.',
    ],
    ['{value} 超出合理范围[（至少 {min}）][（至多 {max}）]。', '请核对数值及其单位。'],
  ),
  'not-whole': error(
    ['{value} is not a whole number.', 'Type a whole number; people and rooms are counted.'],
    ['{value} 不是整数。', '人数、间数应为整数，请修改。'],
  ),
  'text-too-long': error(
    ['The text has {length} characters; at most {max} fit.', 'Shorten it.'],
    ['文字有 {length} 个字符，最多 {max} 个。', '请缩短文字。'],
  ),
  'missing-value': error(
    ['The cell is empty, but {field} is needed.', 'Fill it in.'],
    ['“{field}”为必填项，此单元格为空。', '请补填。'],
  ),
  'zero-pupils': error(
    [
      'The school{school} has 0 pupils, so nothing per pupil can be worked out.',
      'Type the number of pupils, or delete the row if the school was not running.',
    ],
    ['学校{school}的学生数为 0，无法计算生均数值。', '请填写实际学生数；如当年未开办，请删除该行。'],
  ),
  'missing-pupils': error(
    ['The number of pupils is missing.', 'Type the number of pupils of that year and stage.'],
    ['缺少学生数。', '请填写该年份、该学段的学生数。'],
  ),
  'unknown-stage': error(
    ['“{value}” is not a known stage.', 'Use primary, junior, nine-year, junior-senior or twelve-year.'],
    ['“{value}”不是可识别的学段。', '请填写小学、初中、九年一贯制、完全中学或十二年一贯制。'],
  ),
  'missing-stage': error(
    ['The stage is missing.', 'Type primary, junior, nine-year, junior-senior or twelve-year.'],
    ['缺少学段。', '请填写小学、初中、九年一贯制、完全中学或十二年一贯制。'],
  ),
  'mixed-stage-needs-pupils': error(
    [
      'A {stage} school needs its pupils by stage, and {missing} is missing.',
      'Fill in pupilsPrimary, pupilsJunior and pupilsSenior as far as the school has these stages.',
    ],
    [
      '{stage}学校须按学段填写学生数，缺少“{missing}”。',
      '请按学校实有学段填写小学学生数、初中学生数、高中学生数。',
    ],
  ),
  'unknown-location': error(
    ['“{value}” is not a known kind of location.', 'Use urban, town or rural.'],
    ['“{value}”不是可识别的城乡类型。', '请填写城区、镇区或乡村。'],
  ),
  'unknown-choice': error(
    ['“{value}” is not one of the known values.', 'Use one of {choices}.'],
    ['“{value}”不在可选范围内。', '请填写：{choices}。'],
  ),
  'bad-year': error(
    ['“{value}” is not a school year.', 'Type the year in which it begins, for example 2019 for 2019–20.'],
    ['“{value}”不是学年。', '请填写学年的起始年份，例如 2019–2020 学年填 2019。'],
  ),
  'missing-year': error(
    ['The school year is missing.', 'Type the year in which it begins, for example 2019 for 2019–20.'],
    ['缺少年份。', '请填写学年的起始年份，例如 2019–2020 学年填 2019。'],
  ),
  'bad-date': error(
    ['“{value}” is not a date.', 'Write it as year-month-day[, for example {suggestion}].'],
    ['“{value}”不是日期。', '请按“年-月-日”填写[，例如 {suggestion}]。'],
  ),
  'ambiguous-date': error(
    [
      '“{value}” can be {first} or {second}.',
      'Write it as year-month-day, or say whether day or month comes first.',
    ],
    ['“{value}”可能是 {first}，也可能是 {second}。', '请按“年-月-日”填写，或指明日在前还是月在前。'],
  ),
  'bad-coordinate': error(
    [
      '{value} is not a {field} in degrees[ (between {min} and {max})].',
      'Type decimal degrees, for example 30.6321; check that latitude and longitude are not exchanged.',
    ],
    [
      '{value} 不是以度为单位的{field}[（应在 {min} 与 {max} 之间）]。',
      '请填写十进制度数，例如 30.6321，并检查经纬度是否颠倒。',
    ],
  ),

  // Rows against each other and against the register
  'missing-school': error(
    ['The school’s name or code is missing.', 'Fill in the school, or delete the row.'],
    ['缺少学校名称或代码。', '请填写学校，或删除该行。'],
  ),
  'duplicate-school-year': error(
    ['{school} has a row for {year}[, {stage},] already in row {otherRow}.', 'Keep one of the two rows.'],
    ['{school} {year} 年[（{stage}）]的数据已出现在第{otherRow}行。', '请只保留其中一行。'],
  ),
  'unknown-school': error(
    [
      'There is no school “{value}” in the register.',
      'Check the name or code[; maybe “{suggestion}” is meant].',
    ],
    ['名册中没有学校“{value}”。', '请检查名称或代码[，是否指“{suggestion}”]。'],
  ),
  'not-your-group': error(
    ['You may not change data of the group “{value}”.', 'Leave these rows to the group or the bureau.'],
    ['您无权修改教育集团“{value}”的数据。', '这些行请由该集团或教育局填报。'],
  ),
  'not-your-school': error(
    ['You may not change data of the school “{value}”.', 'Leave these rows to the school or its group.'],
    ['您无权修改学校“{value}”的数据。', '这些行请由该校或其所在集团填报。'],
  ),
  'overlapping-membership': error(
    [
      '{school} already belongs to {group} from {from}[ to {to}].',
      'End that membership first, or mend the dates.',
    ],
    ['{school}自 {from} 起[至 {to}]已属于{group}。', '请先结束原有成员关系，或修改日期。'],
  ),
  'left-before-joined': error(
    ['The leaving date {left} is not after the joining date {joined}.', 'Mend one of the two dates.'],
    ['退出日期 {left} 不晚于加入日期 {joined}。', '请修改其中一个日期。'],
  ),
  'before-founded': error(
    [
      '{date} is before {name} was founded ({founded}).',
      'Mend the date, or the founding date in the register.',
    ],
    ['{date} 早于{name}的成立日期（{founded}）。', '请修改该日期，或更正名册中的成立日期。'],
  ),
  'part-exceeds-whole': error(
    [
      '{part} ({value}) is more than {whole} ({wholeValue}).',
      'Check both numbers; a part cannot exceed the whole.',
    ],
    ['“{part}”（{value}）大于“{whole}”（{wholeValue}）。', '请核对两个数字，部分不能大于总数。'],
  ),
  'conflicting-group': error(
    [
      '{school} is in the group “{value}” here but in “{other}” in row {otherRow}.',
      'A school belongs to one group at a time: keep one of the two.',
    ],
    [
      '{school}在此处属于教育集团“{value}”，在第{otherRow}行却属于“{other}”。',
      '一所学校同一时间只属于一个集团，请统一。',
    ],
  ),
  'same-name-different-code': error(
    [
      '“{value}” has the code {code} here but {otherCode} [in row {otherRow}].',
      'Check whether these are two schools; if not, use one code.',
    ],
    [
      '“{value}”在此处代码为 {code}，[在第{otherRow}行]却为 {otherCode}。',
      '请核实是否为两所学校；如为同一所，请统一代码。',
    ],
  ),
  'parts-differ-from-whole': error(
    [
      'The pupils by stage add up to {sum}, but {whole} are given in all.',
      'Mend the total or one of its parts.',
    ],
    ['各学段学生数合计为 {sum}，而学生总数为 {whole}。', '请修改总数或分学段人数。'],
  ),

  // Inspecting a file
  'unknown-pack': error(
    [
      'There is no standard pack “{value}”; there are {packs}.',
      'Name one of these, or the path of a .json pack file.',
    ],
    ['没有名为“{value}”的标准包，现有：{packs}。', '请从中选择，或给出 .json 标准包文件的路径。'],
  ),
  'bad-pack': error(
    ['The pack file {file} cannot be used: {reason}', 'Mend the pack file; docs name its fields.'],
    ['标准包文件 {file} 无法使用：{reason}', '请修改标准包文件，各字段的含义见文档。'],
  ),
  'missing-option': error(
    ['{option} is missing[: {reason}].', 'Maybe add {example}.'],
    ['缺少选项 {option}[：{reason}]。', '可以加上 {example}。'],
  ),
  'unknown-option': error(
    ['{value} is not an option of this command.', 'Run trellis inspect --help for the options.'],
    ['此命令没有选项 {value}。', '运行 trellis inspect --help 可查看全部选项。'],
  ),
  'bad-option': error(
    ['{option} cannot be “{value}”.', 'Use {example}.'],
    ['{option} 不能是“{value}”。', '请使用 {example}。'],
  ),
  'several-stages': error(
    ['The file holds schools of several stages: {stages}.', 'Maybe add --stage {example}.'],
    ['文件中有多个学段的学校：{stages}。', '可以加上 --stage {example}。'],
  ),
  'stage-not-in-file': error(
    ['The file has no school of the stage {value}; it has {stages}.', 'Maybe use --stage {example}.'],
    ['文件中没有学段为{value}的学校，现有学段：{stages}。', '可以改用 --stage {example}。'],
  ),
  'stage-not-in-pack': error(
    [
      'The pack {pack} has no standard for the stage {value}; it judges {stages}.',
      'Maybe use another --stage or another --pack.',
    ],
    ['标准包 {pack} 没有学段“{value}”的标准，适用学段：{stages}。', '请改用其他 --stage 或其他 --pack。'],
  ),
  'year-not-in-file': error(
    ['The file has no rows for {value}; it has {years}.', 'Maybe use --year {example}.'],
    ['文件中没有 {value} 年的数据，现有年份：{years}。', '可以改用 --year {example}。'],
  ),
  'no-indicator-columns': error(
    ['None of the columns feeds an indicator of the pack {pack}.', 'Add at least one of {headers}.'],
    ['没有任何一列可用于标准包 {pack} 的指标。', '请至少添加其中一列：{headers}。'],
  ),
  'indicator-left-out': notice(
    ['{indicator} is not judged: the file has no column {field}.', 'Add the column to have it judged.'],
    ['“{indicator}”未评：文件中没有“{field}”列。', '如需评价，请添加该列。'],
  ),
  'latest-year-used': notice(
    ['The file has the years {years}; {year} was judged, the latest.', 'Add --year for another year.'],
    ['文件中有 {years} 年的数据，按最近的 {year} 年评价。', '如需其他年份，请加 --year。'],
  ),
  'only-stage-used': notice(
    ['All schools of the file are judged as {stage}.', 'Nothing needs to be done.'],
    ['文件中的学校均按{stage}评价。', '无需处理。'],
  ),
  unweighted: notice(
    [
      'No column of pupils was named, so every school counts the same (unweighted).',
      'Add --pupils with the column of pupils for the enrolment-weighted variation.',
    ],
    ['未指明学生数列，因此每所学校权重相同（不加权）。', '如需按学生数加权，请用 --pupils 指明学生数列。'],
  ),
  'weights-incomplete': notice(
    [
      '{count} schools have no number of pupils; they were left out (the first is in row {row}).',
      'Fill in their pupils to have them counted.',
    ],
    ['有 {count} 所学校没有学生数，未计入（最早在第{row}行）。', '如需计入，请补填学生数。'],
  ),
  'values-missing': notice(
    [
      '{count} of {all} schools have no value for “{column}” and were left out.',
      'Nothing needs to be done if the values are not known.',
    ],
    ['{all} 所学校中有 {count} 所没有“{column}”的数值，未计入。', '如数值确实不详，无需处理。'],
  ),
  'suppressed-values': notice(
    [
      '{count} values of “{column}” are marked as withheld or not applicable ({codes}) and were left out.',
      'Nothing needs to be done.',
    ],
    ['“{column}”有 {count} 个数值标为保密或不适用（{codes}），未计入。', '无需处理。'],
  ),
  'blank-key': notice(
    [
      '{count} rows have no “{column}” and belong to no part; they were left out.',
      'Fill in the column to have them counted.',
    ],
    ['有 {count} 行的“{column}”为空，不属于任何一组，未计入。', '如需计入，请补填该列。'],
  ),
  'repeated-school-name': notice(
    [
      '{count} schools share a name with another one; the row number was added to tell them apart.',
      'Name a column of codes with --school to use these instead.',
    ],
    ['有 {count} 所学校重名，已加上行号以便区分。', '也可以用 --school 指明学校代码列。'],
  ),
  'school-left-out': notice(
    ['{school} was left out: {reason}', 'Nothing needs to be done.'],
    ['{school}未计入：{reason}', '无需处理。'],
  ),
  'stages-split': notice(
    [
      '{count} through-schools were divided between their stages in proportion to weighted pupils.',
      'Nothing needs to be done.',
    ],
    ['有 {count} 所跨学段学校的资源已按加权学生数分摊到各学段。', '无需处理。'],
  ),
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof PROBLEMS;
