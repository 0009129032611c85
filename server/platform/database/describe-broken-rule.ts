import type { LocalText } from '@trellis/contract';

/** Rules that live in the database, in words for the person whose change they refused. */
const RULES: Readonly<Record<string, LocalText>> = {
  school_code_no_overlap: {
    en: 'Another school has this code for part of that time. A code belongs to one school at a time.',
    zh: '另一所学校在这段时间内使用该代码。同一时间一个代码只属于一所学校。',
  },
  study_frozen_stands: {
    en: 'This study is frozen: its design and data cannot change. Begin a new version of it.',
    zh: '该研究已冻结，设计和数据不可更改。请新建一个版本。',
  },
  study_result_after_freezing: {
    en: 'Outcomes are opened only after the design is frozen. Freeze the study first.',
    zh: '设计冻结之后才能分析结果变量。请先冻结该研究。',
  },
  membership_no_overlap: {
    en: 'The school is already a member of this group for part of that time. End that membership first, or choose a later day.',
    zh: '该校在这段时间内已是本集团成员校。请先终止原有成员关系，或选择更晚的日期。',
  },
  membership_one_governing: {
    en: 'The school belongs to another group for part of that time. End that membership first, or choose a later day.',
    zh: '该校在这段时间内属于另一个集团。请先终止原有成员关系，或选择更晚的日期。',
  },
  membership_one_dominant: {
    en: 'The group already has a dominant school for part of that time. A group has one at a time.',
    zh: '本集团在这段时间内已有龙头校。同一时间只能有一所龙头校。',
  },
  membership_within_school: {
    en: 'The school did not exist for all of that time. Choose a day on which it was open.',
    zh: '该校在这段时间内并非一直存在。请选择学校存续期间的日期。',
  },
  membership_within_group: {
    en: 'The group did not exist for all of that time. Choose a day on or after its founding.',
    zh: '该集团在这段时间内并非一直存在。请选择集团成立当日或之后的日期。',
  },
  cluster_within_group: {
    en: 'The group did not exist for all of that time. Choose a day on or after its founding.',
    zh: '该集团在这段时间内并非一直存在。请选择集团成立当日或之后的日期。',
  },
  cluster_membership_within_membership: {
    en: 'A school can be in a cluster only while it is a member of the group. Choose a later day, or leave the school out.',
    zh: '学校只有在成为集团成员校期间才能编入组团。请选择更晚的日期，或不编入该校。',
  },
  cluster_membership_no_overlap: {
    en: 'A school can be in one cluster at a time, and one of these is already in another.',
    zh: '一所学校同一时间只能属于一个组团，其中有学校已编入其他组团。',
  },
  cluster_code_no_overlap: {
    en: 'The group already has a cluster with this code for part of that time. Choose another code.',
    zh: '本集团在这段时间内已有相同代码的组团。请换一个代码。',
  },
  education_group_bureau_id_code_key: {
    en: 'A group with this code exists already. Choose another code.',
    zh: '已有相同代码的集团。请换一个代码。',
  },
  bureau_code_key: {
    en: 'A bureau with this code exists already. Choose another code.',
    zh: '已有相同代码的教育局。请换一个代码。',
  },
  authority_bureau_id_group_id_fkey: {
    en: 'The group of this role is no longer in the register. Ask for a new invitation.',
    zh: '该角色所属的集团已不在名册中。请重新申请邀请。',
  },
  authority_bureau_id_school_id_fkey: {
    en: 'The school of this role is no longer in the register. Ask for a new invitation.',
    zh: '该角色所属的学校已不在名册中。请重新申请邀请。',
  },
  authority_no_overlap: {
    en: 'This person already holds that role there for part of that time.',
    zh: '此人在这段时间内已担任该角色。',
  },
  staff_number_once: {
    en: 'Another person of the bureau has this number. Write the person’s own number.',
    zh: '本局已有教职工使用该编号。请填写本人的编号。',
  },
  staff_hired_grown_up: {
    en: 'The birth year does not fit the day of employment. Correct one of them.',
    zh: '出生年份与入职日期不符。请更正其中一项。',
  },
  staff_account_once: {
    en: 'This account belongs to another person’s record already. Choose another account.',
    zh: '该账号已关联其他教职工。请选择其他账号。',
  },
  posting_one_home: {
    en: 'The person has another home school for part of that time. End that posting first, or choose other days.',
    zh: '该教职工在这段时间内另有主校。请先终止原任职，或选择其他日期。',
  },
  posting_school_once: {
    en: 'The person is posted at this school already for part of that time. End that posting first, or choose other days.',
    zh: '该教职工在这段时间内已在该校任职。请先终止原任职，或选择其他日期。',
  },
  posting_within_employment: {
    en: 'The person was not employed for all of that time. Choose days within the employment, or correct it.',
    zh: '该教职工在这段时间内并非一直在职。请选择在职期间的日期，或更正入职、离职日期。',
  },
  posting_within_school: {
    en: 'The school did not exist for all of that time. Choose days on which it was open.',
    zh: '该校在这段时间内并非一直存在。请选择学校存续期间的日期。',
  },
  assignment_within_posting: {
    en: 'The person is not posted at this school for all of that time. Choose days within the posting.',
    zh: '该教职工在这段时间内并非一直在该校任职。请选择任职期间的日期。',
  },
  assignment_once: {
    en: 'The person gives these lessons already for part of that time. End them first, or choose other days.',
    zh: '该教职工在这段时间内已有相同任课。请先终止，或选择其他日期。',
  },
  title_one_at_a_time: {
    en: 'The person holds another title for part of that time. End it first, or choose other days.',
    zh: '该教职工在这段时间内已有职称。请先终止，或选择其他日期。',
  },
  status_once: {
    en: 'The person has this honour already for part of that time. End it first, or choose other days.',
    zh: '该教职工在这段时间内已有该称号。请先终止，或选择其他日期。',
  },
  office_once: {
    en: 'The person holds this office already for part of that time. End it first, or choose other days.',
    zh: '该教职工在这段时间内已任该职务。请先终止，或选择其他日期。',
  },
  office_one_principal: {
    en: 'Somebody else holds this office there for part of that time. End their office first, or choose a later day.',
    zh: '这段时间内已有人担任该职务。请先终止其职务，或选择更晚的日期。',
  },
  office_within_school: {
    en: 'The school did not exist for all of that time. Choose days on which it was open.',
    zh: '该校在这段时间内并非一直存在。请选择学校存续期间的日期。',
  },
  office_within_group: {
    en: 'The group did not exist for all of that time. Choose a day on or after its founding.',
    zh: '该集团在这段时间内并非一直存在。请选择集团成立当日或之后的日期。',
  },
  standard_pack_pkey: {
    en: 'Somebody else saved this pack at the same moment. Look at their version and save again.',
    zh: '有人同时保存了该标准。请查看其版本后重新保存。',
  },
  account_user_email_key: {
    en: 'An account with this e-mail address exists already.',
    zh: '该邮箱已有账号。',
  },
};

/** The rule of the database that a change broke, in words; undefined when it is not one of these. */
export function describeBrokenRule(error: unknown): LocalText | undefined {
  const { code, constraint } = error as { code?: unknown; constraint?: string };
  if (typeof code !== 'string' || !code.startsWith('23') || !constraint) return undefined;
  return RULES[constraint];
}
