import { error, notice, type ProblemEntry } from './entry.ts';

const NOTHING_TO_DO: [en: string, zh: string] = ['Nothing needs to be done.', '无需处理。'];

/** Rows against what the register holds already. See catalogue.ts for how an entry is written. */
export const REGISTER_PROBLEMS = {
  'ambiguous-school': error(
    ['{count} schools are called “{value}”.', 'Add the school’s code, or name its group in this row.'],
    ['名为“{value}”的学校有 {count} 所。', '请填写学校代码，或在该行写明所属教育集团。'],
  ),
  'ambiguous-group': error(
    ['{count} groups are called “{value}”.', 'Add the group’s code.'],
    ['名为“{value}”的教育集团有 {count} 个。', '请填写教育集团代码。'],
  ),
  'missing-group': error(
    ['The group’s name or code is missing.', 'Fill in the group, or delete the row.'],
    ['缺少教育集团的名称或代码。', '请填写教育集团，或删除该行。'],
  ),
  'code-of-another-school': error(
    [
      'The code {value} belongs to another school, {other}.',
      'Check the code; a code belongs to one school at a time.',
    ],
    ['代码 {value} 属于另一所学校：{other}。', '请核对代码，同一时间一个代码只属于一所学校。'],
  ),
  'school-closed': error(
    ['{school} closed on {closed}, before it would join.', 'Mend the date, or leave the row out.'],
    ['{school}已于 {closed} 停办，早于加入日期。', '请修改日期，或删除该行。'],
  ),
  'group-closed': error(
    [
      'The group {group} closed on {closed}, before the school would join.',
      'Mend the date, or leave the row out.',
    ],
    ['教育集团{group}已于 {closed} 撤销，早于加入日期。', '请修改日期，或删除该行。'],
  ),
  'second-dominant': error(
    [
      '{group} already has a dominant school, {other}.',
      'A group has one dominant school at a time: make this one a member.',
    ],
    ['{group}已有龙头校：{other}。', '一个集团同一时间只有一所龙头校，请将本校改为成员校。'],
  ),
  'conflicting-cluster': error(
    [
      '{school} is in the cluster “{other}” at that time.',
      'A school is in one cluster at a time: keep one of the two.',
    ],
    ['{school}在该时段已编入组团“{other}”。', '一所学校同一时间只属于一个组团，请统一。'],
  ),
  'closed-before-opened': notice(
    [
      '{name} closes on {closed}, before it opens on {opened}; the row was left out.',
      'Mend one of the dates to have it read.',
    ],
    ['{name}的撤销日期 {closed} 早于成立日期 {opened}，该行未读取。', '如需读取，请修改其中一个日期。'],
  ),
  'joined-before-group': notice(
    [
      'The joining date {joined} is before {group} was founded ({founded}); the membership begins with the group.',
      'Mend one of the dates if the school was a member earlier.',
    ],
    [
      '加入日期 {joined} 早于{group}的成立日期（{founded}），成员关系自集团成立之日起计算。',
      '如加入更早，请修改其中一个日期。',
    ],
  ),
  'members-join-later': error(
    [
      '{name} would close before {school} joins it on {joined}.',
      'Mend the closing date, or the membership in the register.',
    ],
    ['{name}的撤销日期早于{school}的加入日期 {joined}。', '请修改撤销日期，或更正名册中的成员关系。'],
  ),
  'duplicate-group': error(
    ['The group {value} has a row already: row {otherRow}.', 'Keep one of the two rows.'],
    ['教育集团 {value} 已出现在第{otherRow}行。', '请只保留其中一行。'],
  ),
  'not-yet-open': notice(
    [
      '“{value}” is marked as not yet open[ ({remark})]; it is taken as a member.',
      'Leave the row out if it should not count yet.',
    ],
    ['“{value}”标注为筹建或尚未投用[（{remark}）]，仍作为成员校录入。', '如暂不计入，请删除该行。'],
  ),
  'shared-present-code': notice(
    [
      '{count} schools now carry the code of another school (the first is in row {firstRow}): they merged later, and are kept as schools of their own.',
      NOTHING_TO_DO[0],
    ],
    [
      '有 {count} 所学校现使用其他学校的代码（最早在第{firstRow}行）：它们后来合并，此处仍按各自的学校保留。',
      NOTHING_TO_DO[1],
    ],
  ),
  'kept-as-on-record': notice(
    [
      '{school} has another {field} here, “{told}”; it is kept as “{kept}”.',
      'Change the {field} in the register if it has changed.',
    ],
    ['{school}在此处的{field}为“{told}”，名册中仍保留“{kept}”。', '如确有变更，请在名册中修改{field}。'],
  ),
  'year-under-two-codes': notice(
    [
      '{count} rows tell a school year of a school that another row tells under its other code (the first is row {firstRow}): the figures of the later code were taken, and those only the earlier one has.',
      NOTHING_TO_DO[0],
    ],
    [
      '有 {count} 行与另一行是同一学校（新旧两个代码）同一学年的数据（最早是第{firstRow}行）：以新代码所在行为准，仅旧代码行有的数值予以补充。',
      NOTHING_TO_DO[1],
    ],
  ),
  'joined-after-end': notice(
    [
      '{count} schools joined a group under a later code that is not on record (the first is in row {firstRow}); those memberships were left out.',
      NOTHING_TO_DO[0],
    ],
    [
      '有 {count} 所学校以名册中没有的后续代码加入集团（最早在第{firstRow}行），这些成员关系未录入。',
      NOTHING_TO_DO[1],
    ],
  ),
  'values-without-year': notice(
    [
      '{count} rows have no date of census, so their figures belong to no school year and were left out (the first is row {firstRow}).',
      'Fill in the date to have them kept.',
    ],
    [
      '有 {count} 行没有统计日期，其数值无法归入学年，未读取（最早是第{firstRow}行）。',
      '如需读取，请补填日期。',
    ],
  ),
  'links-outside': notice(
    [
      '{count} links are between schools that are not in the register (the first is in row {firstRow}); they were left out.',
      NOTHING_TO_DO[0],
    ],
    ['有 {count} 条关联的两端学校均不在名册中（最早在第{firstRow}行），未读取。', NOTHING_TO_DO[1]],
  ),
  'links-half-outside': notice(
    [
      '{count} links of the kind “{kind}” lead to schools that are not in the register (the first is in row {firstRow}); they were left out.',
      NOTHING_TO_DO[0],
    ],
    ['有 {count} 条“{kind}”关联的另一端学校不在名册中（最早在第{firstRow}行），未读取。', NOTHING_TO_DO[1]],
  ),
  'links-of-two-schools': notice(
    [
      '{count} links call one school the successor of another while both are in the register as schools of their own (the first is in row {firstRow}); they are kept as a tie between the two.',
      NOTHING_TO_DO[0],
    ],
    [
      '有 {count} 条关联表明一校承接另一校，而两校均已在名册中（最早在第{firstRow}行），仅记录为两校之间的关联。',
      NOTHING_TO_DO[1],
    ],
  ),
  'row-left-out': notice(
    ['Row {row} is left out, as the sheet of fixed rows asks (all its cells are empty).', NOTHING_TO_DO[0]],
    ['第{row}行按更正表的要求（整行为空）不再读取。', NOTHING_TO_DO[1]],
  ),
  'no-such-row': error(
    [
      'The sheet of fixed rows names row “{value}”, which the file does not have.',
      'Take the sheet of bad rows again and keep its first column as it is.',
    ],
    ['更正表中的行号“{value}”在原文件中不存在。', '请重新下载有误的行，并保留第一列不变。'],
  ),
  'not-for-your-role': error(
    ['A file of this kind concerns the whole register.', 'Ask the bureau to import it.'],
    ['此类文件涉及整个名册。', '请由教育局导入。'],
  ),
  'rule-of-the-register': error(
    [
      'The register refused the rows.[ {rule}]',
      'Nothing was written. Check the file again: it then tells which row it is.',
    ],
    ['名册拒绝了这些数据。[{rule}]', '未写入任何数据。请重新核对文件，以查明是哪一行。'],
  ),
  'register-has-changed': error(
    [
      'Somebody changed the same schools while this file was being applied, so nothing was written.',
      'Check the file again, and apply it then.',
    ],
    ['写入此文件期间，有人修改了相同学校的信息，因此未写入任何数据。', '请重新核对文件，然后再写入。'],
  ),
  'import-interrupted': notice(
    [
      'The server stopped while this import was being written or taken back. Nothing was changed.',
      'Ask for it once more.',
    ],
    ['写入或撤销此次导入时服务中断，数据未作任何改动。', '请重新操作。'],
  ),
} as const satisfies Record<string, ProblemEntry>;
