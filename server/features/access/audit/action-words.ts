import { type LocalText, type RouteDefinition, routes } from '@trellis/contract';

/** What was done, as a person says it. Routes that are not here are told by the contract's summary. */
const WORDS: Readonly<Record<string, LocalText>> = {
  'POST /api/auth/sign-in/email': { en: 'Signed in', zh: '登录' },
  'POST /api/auth/sign-out': { en: 'Signed out', zh: '退出登录' },
  'POST /api/demo/sign-in': { en: 'Signed in to the demo', zh: '登录演示' },
  'POST /api/setup': { en: 'Set up the bureau and its first officer', zh: '初始化教育局及首位管理人员' },
  'POST /api/invitations/:token/accept': { en: 'Accepted an invitation', zh: '接受邀请' },
  'GET /api/access/people': { en: 'Looked at who has access', zh: '查看有权限的人员' },
  'POST /api/access/invitations': { en: 'Invited a person', zh: '邀请人员' },
  'POST /api/access/authorities/:id/end': { en: 'Ended or took back an authority', zh: '终止或撤回职权' },
  'GET /api/access/people/:userId/sessions': {
    en: 'Looked at a person’s sessions',
    zh: '查看他人的登录设备',
  },
  'POST /api/access/people/:userId/sessions/end': { en: 'Ended a person’s sessions', zh: '结束他人的登录' },
  'POST /api/me/sessions/:id/end': { en: 'Ended a session of one’s own', zh: '结束本人的一处登录' },
  'POST /api/staff/:id/account': { en: 'Linked an account to a staff record', zh: '关联账号与教职工记录' },
  'GET /api/staff/:id/readers': {
    en: 'Looked at who can see a person’s record',
    zh: '查看谁能看到某人的记录',
  },
  'GET /api/schools/:id/readers': {
    en: 'Looked at who can see a school’s staff',
    zh: '查看谁能看到本校教职工',
  },
  'GET /api/audit/entries': { en: 'Looked at the audit record', zh: '查看审计记录' },
  'GET /api/audit/entries.xlsx': { en: 'Exported the audit record', zh: '导出审计记录' },
  'GET /api/staff': { en: 'Looked at a list of staff', zh: '查看教职工名单' },
  'GET /api/staff/:id': { en: 'Looked at a person’s career', zh: '查看个人履历' },
  'POST /api/staff': { en: 'Took a person on', zh: '新增教职工' },
  'POST /api/staff/:id/correct': { en: 'Corrected a person’s details', zh: '更正教职工信息' },
  'POST /api/staff/:id/postings': { en: 'Appointed to a school', zh: '办理任职' },
  'POST /api/staff/:id/assignments': { en: 'Gave lessons', zh: '安排任课' },
  'POST /api/staff/:id/titles': { en: 'Entered a professional title', zh: '登记职称' },
  'POST /api/staff/:id/statuses': { en: 'Entered an honour', zh: '登记荣誉' },
  'POST /api/staff/:id/offices': { en: 'Gave an office', zh: '任命职务' },
  'POST /api/staff/:id/ends': { en: 'Ended an entry of a person', zh: '终止一项人事记录' },
  'POST /api/schools/:id/profile': { en: 'Changed a school’s details', zh: '变更学校信息' },
  'POST /api/groups': { en: 'Founded a group', zh: '新建集团' },
  'POST /api/groups/:id/members': { en: 'Let a school join a group', zh: '学校加入集团' },
  'POST /api/memberships/:id/end': { en: 'Ended a membership', zh: '终止成员关系' },
  'POST /api/groups/:id/clusters': { en: 'Set the clusters', zh: '调整组团' },
  'POST /api/groups/:id/events': { en: 'Recorded an event', zh: '记录事件' },
  'POST /api/imports': { en: 'Uploaded a file', zh: '上传文件' },
  'PUT /api/imports/:id/mapping': { en: 'Matched an import’s columns', zh: '确认导入列的对应关系' },
  'POST /api/imports/:id/fixes': { en: 'Sent corrected rows', zh: '上传更正的行' },
  'POST /api/imports/:id/apply': { en: 'Asked for an import to be written', zh: '提交导入' },
  'POST /api/imports/:id/undo': { en: 'Asked for an import to be undone', zh: '提交撤销导入' },
  'DELETE /api/imports/:id': { en: 'Dropped an import', zh: '放弃导入' },
  'POST /api/import-presets': { en: 'Kept an import’s column matching', zh: '保存导入方案' },
  'DELETE /api/import-presets/:id': { en: 'Removed a column matching', zh: '删除导入方案' },
  'PUT /api/packs/:packId': { en: 'Changed a standard pack', zh: '修改评估标准' },
  'DELETE /api/packs/:packId': { en: 'Withdrew a change of a standard pack', zh: '撤回对评估标准的修改' },
  'POST /api/studies': { en: 'Began a study', zh: '新建研究' },
  'DELETE /api/studies/:id': { en: 'Deleted a study', zh: '删除研究' },
  'POST /api/studies/:id/data': { en: 'Uploaded a study’s data', zh: '上传研究数据' },
  'POST /api/studies/:id/register-data': { en: 'Took the register into a study', zh: '以名册作为研究数据' },
  'PUT /api/studies/:id/design': { en: 'Wrote a study’s design', zh: '填写研究设计' },
  'POST /api/studies/:id/check': { en: 'Checked a study’s design', zh: '检查研究设计' },
  'POST /api/studies/:id/freeze': { en: 'Froze a study', zh: '冻结研究' },
  'POST /api/studies/:id/versions': { en: 'Began a new version of a study', zh: '新建研究版本' },
  'POST /api/studies/:id/run': { en: 'Ran a study', zh: '运行研究' },
  'JOB study-run': { en: 'Wrote a study’s result', zh: '写入研究结果' },
  'JOB import-check': { en: 'Checked an import', zh: '核对导入文件' },
  'JOB import-apply': { en: 'Wrote an import into the register', zh: '写入导入数据' },
  'JOB import-undo': { en: 'Undid an import', zh: '撤销导入' },
  'trellis import': { en: 'Imported a file on the command line', zh: '以命令行导入文件' },
};

export function describeAction(action: string): LocalText {
  const known = WORDS[action];
  if (known) return known;
  const definition = (routes as Readonly<Record<string, RouteDefinition>>)[action];
  const summary = definition?.summary ?? action;
  return { en: summary, zh: summary };
}
