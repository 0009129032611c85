import type { PresetData } from '../types.ts';

/** Tables of English schools as the Department for Education and its school register publish them. */
export const ENGLAND_PRESETS: readonly PresetData[] = [
  {
    id: 'england-schools-2018-19',
    name: { en: 'England: schools 2018/19 with trusts', zh: '英格兰：2018/19 学年学校及所属信托' },
    note: {
      en: 'Results, staff and position of each school, and the trust it belongs to. The file has no year: its figures are those of the school year that began in 2018.',
      zh: '各校成绩、教职工、位置及所属信托。文件没有年份列，数值按 2018 年开始的学年录入。',
    },
    origin: 'shipped',
    kind: 'school-years',
    requiredHeaders: ['urn', 'name', 'phase', 'current_urn', 'trust_uid', 'trust_joined_date'],
    fieldByHeader: {
      urn: 'code', name: 'school', phase: 'stage', lat: 'lat', lon: 'lon', current_urn: 'presentCode',
      trust_uid: 'groupCode', trust_name: 'group', trust_type: 'groupKind', trust_joined_date: 'joined',
      // Written as a number, but a date of the last inspection.
      ofsted_date: null,
    },
    keepsNumericColumns: true,
    constants: { year: '2018' },
    options: { codeScheme: 'urn', groupKind: 'multi-academy-trust' },
  },
  {
    id: 'england-register',
    name: { en: 'England: register of schools', zh: '英格兰：学校名册' },
    note: {
      en: 'Open and closed schools with pupils on the census day, capacity and free-meal share. Schools that changed their number but kept their establishment number are one school.',
      zh: '开办及停办学校，含统计日学生数、容量与免费餐比例。更换编号但学校编号不变的，按同一所学校处理。',
    },
    origin: 'shipped',
    kind: 'school-years',
    requiredHeaders: ['URN', 'EstablishmentName', 'PhaseOfEducation (name)', 'OpenDate', 'CloseDate'],
    fieldByHeader: {
      URN: 'code', EstablishmentName: 'school', 'PhaseOfEducation (name)': 'stage', OpenDate: 'opened', CloseDate: 'closed',
      'LA (code)': 'laCode', EstablishmentNumber: 'establishmentNumber', CensusDate: 'censusDate',
      NumberOfPupils: 'pupils', NumberOfBoys: 'variable:NumberOfBoys', NumberOfGirls: 'variable:NumberOfGirls',
      SchoolCapacity: 'variable:SchoolCapacity', PercentageFSM: 'variable:PercentageFSM', FSM: 'variable:FSM',
      'UrbanRural (name)': 'location', Easting: 'easting', Northing: 'northing',
    },
    keepsNumericColumns: false,
    constants: {},
    options: { codeScheme: 'urn', dateOrder: 'dmy' },
  },
  {
    id: 'england-group-membership',
    name: { en: 'England: members of groups', zh: '英格兰：集团成员' },
    note: {
      en: 'Which school is in which trust, federation or sponsorship since when. A joining date of 1900-01-01 means that it is not known.',
      zh: '学校所属的信托、联盟、资助方及加入日期。1900-01-01 表示日期不详。',
    },
    origin: 'shipped',
    kind: 'memberships',
    requiredHeaders: ['URN', 'Group UID', 'Group Name', 'Group Type', 'Joined date', 'EstablishmentName'],
    fieldByHeader: {
      URN: 'code', EstablishmentName: 'school', 'PhaseOfEducation (name)': 'stage', 'Group UID': 'groupCode',
      'Group Name': 'group', 'Group Type': 'groupKind', 'Open date': 'groupOpened',
      'Incorporated on (open date)': 'groupIncorporated', 'Closed Date': 'groupClosed', 'Joined date': 'joined',
    },
    keepsNumericColumns: false,
    constants: {},
    options: { codeScheme: 'urn', groupKind: 'other' },
  },
  {
    id: 'england-groups',
    name: { en: 'England: groups', zh: '英格兰：集团' },
    note: {
      en: 'Trusts, federations and sponsors with their first and last day.',
      zh: '信托、联盟、资助方及其成立与撤销日期。',
    },
    origin: 'shipped',
    kind: 'groups',
    requiredHeaders: ['Group UID', 'Group Name', 'Group Type', 'Group Status'],
    fieldByHeader: {
      'Group UID': 'groupCode', 'Group Name': 'group', 'Group Type': 'groupKind', 'Open date': 'groupOpened',
      'Incorporated on (open date)': 'groupIncorporated', 'Closed Date': 'groupClosed',
    },
    keepsNumericColumns: false,
    constants: {},
    options: { groupKind: 'other' },
  },
  {
    id: 'england-urn-links',
    name: { en: 'England: links between school numbers', zh: '英格兰：学校编号关联' },
    note: {
      en: 'Predecessors and successors. Import it after the schools: it tells which numbers are one school.',
      zh: '学校编号的前身与承接关系。请在学校之后导入，用于判断哪些编号属于同一所学校。',
    },
    origin: 'shipped',
    kind: 'links',
    requiredHeaders: ['URN', 'LinkURN', 'LinkType', 'LinkEstablishedDate'],
    fieldByHeader: { URN: 'fromCode', LinkURN: 'toCode', LinkType: 'linkType', LinkEstablishedDate: 'linkDate' },
    keepsNumericColumns: false,
    constants: {},
    options: { codeScheme: 'urn' },
  },
];
