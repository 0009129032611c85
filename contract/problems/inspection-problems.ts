import { error, notice, type ProblemEntry } from './entry.ts';

/** Judging a file without importing it. See catalogue.ts for how an entry is written. */
export const INSPECTION_PROBLEMS = {
  'unknown-pack': error(
    [
      'There is no standard pack “{value}”; there are {packs}.',
      'Name one of these, or the path of a .json pack file.',
    ],
    ['没有名为“{value}”的评估标准，现有：{packs}。', '请从中选择，或给出 .json 标准文件的路径。'],
  ),
  'bad-pack': error(
    ['The pack file {file} cannot be used: {reason}', 'Mend the pack file; docs name its fields.'],
    ['标准文件 {file} 无法使用：{reason}', '请修改标准文件，各字段的含义见文档。'],
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
  'option-not-for-pack': error(
    [
      '{option} only goes with --pack group-default.',
      'Leave it out: for other packs the columns are found by their headers.',
    ],
    ['{option} 只能与 --pack group-default 一起使用。', '请去掉该选项，其他标准按表头识别各列。'],
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
    ['标准 {pack} 不涉及“{value}”学段，适用学段：{stages}。', '请改用其他 --stage 或其他 --pack。'],
  ),
  'year-not-in-file': error(
    ['The file has no rows for {value}; it has {years}.', 'Maybe use --year {example}.'],
    ['文件中没有 {value} 年的数据，现有年份：{years}。', '可以改用 --year {example}。'],
  ),
  'no-indicator-columns': error(
    ['None of the columns feeds an indicator of the pack {pack}.', 'Add at least one of {headers}.'],
    ['没有任何一列可用于标准 {pack} 的指标。', '请至少添加其中一列：{headers}。'],
  ),
  'indicator-left-out': notice(
    ['{indicator} is not judged: the file has no column {field}.', 'Add the column to have it judged.'],
    ['“{indicator}”未作判定：文件中没有“{field}”列。', '如需判定，请添加该列。'],
  ),
  'latest-year-used': notice(
    ['The file has the years {years}; {year} was judged, the latest.', 'Add --year for another year.'],
    ['文件中有 {years} 年的数据，按最近的 {year} 年判定。', '如需其他年份，请加 --year。'],
  ),
  'only-stage-used': notice(
    ['All schools of the file are judged as {stage}.', 'Nothing needs to be done.'],
    ['文件中的学校均按{stage}判定。', '无需处理。'],
  ),
  unweighted: notice(
    [
      'No column of pupils was named, so every school counts the same (unweighted).',
      'Add --pupils with the column of pupils for the enrolment-weighted variation.',
    ],
    ['未指明学生数列，因此每所学校权重相同（不加权）。', '如需按学生数加权，请用 --pupils 指明学生数列。'],
  ),
  'values-missing': notice(
    [
      'Schools without a value for “{column}”: {count} of {all}; they were left out.',
      'Nothing needs to be done if the values are not known.',
    ],
    ['{all} 所学校中有 {count} 所没有“{column}”的数值，未计入。', '如数值确实不详，无需处理。'],
  ),
  'suppressed-values': notice(
    [
      'Values of “{column}” marked as withheld or not applicable ({codes}): {count}; they were left out.',
      'Nothing needs to be done.',
    ],
    ['“{column}”有 {count} 个数值标为保密或不适用（{codes}），未计入。', '无需处理。'],
  ),
  'blank-key': notice(
    [
      'Rows without “{column}”: {count}; they belong to no part and were left out.',
      'Fill in the column to have them counted.',
    ],
    ['有 {count} 行的“{column}”为空，不属于任何一组，未计入。', '如需计入，请补填该列。'],
  ),
  'repeated-school-name': notice(
    [
      'Schools that share their name with another: {count}; their code or row was added to tell them apart.',
      'Name a column of codes with --school to use these instead.',
    ],
    ['有 {count} 所学校重名，已加上代码或行号以便区分。', '也可以用 --school 指明学校代码列。'],
  ),
  'school-left-out': notice(
    ['{school} was left out: {reason}', 'Nothing needs to be done.'],
    ['{school}未计入：{reason}', '无需处理。'],
  ),
  'stages-split': notice(
    [
      'Through-schools divided between their stages in proportion to weighted pupils: {count}.',
      'Nothing needs to be done.',
    ],
    ['有 {count} 所跨学段学校的资源已按加权学生数分摊到各学段。', '无需处理。'],
  ),
  'no-split-rule': error(
    [
      'The pack {pack} has no rule for dividing a {stage} school between its stages.',
      'Add the rule to the pack (mixedStages), or leave the school out.',
    ],
    [
      '标准 {pack} 没有规定{stage}学校如何分摊到各学段。',
      '请在标准中补充规则（mixedStages），或不列入该校。',
    ],
  ),
  'no-rows-left': error(
    ['No row is left to judge.', 'Check the file, the stage and the year.'],
    ['没有可判定的数据行。', '请检查文件、学段和年份。'],
  ),
} as const satisfies Record<string, ProblemEntry>;
