import { error, notice, type ProblemEntry } from './entry.ts';

/** Rows against each other and against the register. See catalogue.ts for how an entry is written. */
export const ROW_PROBLEMS = {
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
    ['{school}自 {from} 起[至 {to}]已属于{group}。', '请先终止原有成员关系，或修改日期。'],
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
      '“{part}” ({value}) is more than “{whole}” ({wholeValue}).',
      'Check both numbers; a part cannot exceed the whole.',
    ],
    ['“{part}”（{value}）大于“{whole}”（{wholeValue}）。', '请核对两个数字，部分不能大于总数。'],
  ),
  'more-teachers-than-pupils': notice(
    [
      'The school has more teachers ({value}) than pupils ({pupils}).',
      'Check both numbers; if they are right, nothing needs to be done.',
    ],
    ['教师数（{value}）多于学生数（{pupils}）。', '请核对两个数字；如确实无误，无需处理。'],
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
} as const satisfies Record<string, ProblemEntry>;
