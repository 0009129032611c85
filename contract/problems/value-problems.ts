import { error, notice, type ProblemEntry } from './entry.ts';

/** Single values. See catalogue.ts for how an entry is written. */
export const VALUE_PROBLEMS = {
  'number-as-text': error(
    [
      '“{value}” is written as text, not as a number.',
      'Type it as a plain number[: {suggestion}, if that is what is meant].',
    ],
    ['“{value}”是文本，不是数字。', '请按普通数字填写[，如确为此意，请填 {suggestion}]。'],
  ),
  'unreadable-character': error(
    [
      'The text holds a character that no text can hold ({character}); the rest reads “{value}”.',
      'Type the cell again; the file may have been damaged on its way, or saved in another encoding.',
    ],
    [
      '文本中含有无法识别的字符（{character}），其余内容为“{value}”。',
      '请重新填写该单元格；文件可能在传输中损坏，或以其他编码保存。',
    ],
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
  'future-year': error(
    [
      'The school year {value} lies in the future; the latest that can be reported is the one that begins in {latest}.',
      'Check the year for a slip of the pen.',
    ],
    ['学年 {value} 尚未到来，最晚只能填报 {latest} 年开始的学年。', '请核对年份是否填错。'],
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
} as const satisfies Record<string, ProblemEntry>;
