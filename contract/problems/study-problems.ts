import { error, type ProblemEntry } from './entry.ts';

/** Running a study on a file. See catalogue.ts for how an entry is written. */
export const STUDY_PROBLEMS = {
  'study-unknown-method': error(
    [
      'There is no study “{value}”; there are {methods}.',
      'Use one of these, for example trellis study did FILE.',
    ],
    ['没有名为“{value}”的研究方法，现有：{methods}。', '请从中选择，例如 trellis study did 文件。'],
  ),
  'study-unknown-option': error(
    ['{value} is not an option of this study.', 'Run trellis study --help for the options.'],
    ['此项研究没有选项 {value}。', '运行 trellis study --help 可查看全部选项。'],
  ),
  'study-columns-repeat': error(
    ['“{column}” was named for {first} and for {second}.', 'Name one column for each of the two.'],
    ['“{column}”同时用于 {first} 和 {second}。', '请分别指定不同的列。'],
  ),
  'study-weight-not-positive': error(
    [
      'The weight {value} is not above zero.',
      'Mend the weight, or leave the row out if it should not count.',
    ],
    ['权重 {value} 不大于零。', '请修改权重；如该行不应计入，请删除该行。'],
  ),
  'study-scale-varies': error(
    [
      'The values of a column differ so much in size that they cannot be summed.',
      'Check the units of the columns.',
    ],
    ['某一列的数值大小相差过大，无法求和。', '请检查各列的单位。'],
  ),
  'study-no-rows': error(
    [
      'No complete row is left: {count} of {all} lack a value.',
      'Fill in the columns named, or leave out the emptiest one.',
    ],
    ['没有完整的数据行：{all} 行中有 {count} 行缺少数值。', '请补填所用的列，或不使用缺失最多的一列。'],
  ),
  'study-no-data': error(
    ['The file has headers and no row below them.', 'Add the rows, one for each unit and period.'],
    ['文件只有表头，没有数据行。', '请补充数据行，每个单位每个时期一行。'],
  ),
  'study-not-binary': error(
    [
      '“{value}” is not 0 or 1, but this column says who was treated.',
      'Write 1 for treated and 0 for not treated.',
    ],
    ['“{value}”不是 0 或 1，而此列表示是否受到干预。', '请用 1 表示受到干预，0 表示未受到干预。'],
  ),
  'study-period-not-a-number': error(
    [
      'The period “{value}” is not a number.',
      'Number the periods, for example by the year in which they begin.',
    ],
    ['时期“{value}”不是数字。', '请用数字表示时期，例如起始年份。'],
  ),
  'study-start-varies': error(
    [
      'The unit “{unit}” has several first treated periods: {values}.',
      'Give each unit one first treated period, the same in all its rows.',
    ],
    ['单位“{unit}”有多个首次干预时期：{values}。', '每个单位只能有一个首次干预时期，各行须一致。'],
  ),
  'study-refused': error(
    ['The study cannot be run on these data: {reason}', 'What to do: {advice}'],
    ['这些数据无法进行该项研究：{reason}', '处理办法：{advice}'],
  ),
  'study-file-not-written': error(
    ['The file {file} could not be written: {reason}.', 'Choose a folder that exists and may be written to.'],
    ['无法写入文件 {file}：{reason}。', '请选择已存在且可写入的文件夹。'],
  ),
  'study-reader-failed': error(
    [
      'The file {file} could not be read: {reason}',
      'Check that it is whole; save it as “CSV UTF-8” or Parquet.',
    ],
    ['无法读取文件 {file}：{reason}', '请检查文件是否完整，并另存为“CSV UTF-8”或 Parquet。'],
  ),
} as const satisfies Record<string, ProblemEntry>;
