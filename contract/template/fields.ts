/**
 * The dictionary of the template for a school's yearly figures: which column means what, in either
 * language. The mapping page, the import and the command line read the same dictionary; headers are
 * compared without regard to case, blanks, full-width letters, a mark for required fields and a
 * unit in brackets.
 *
 * To add a field, add one entry; the test sees to it that no header means two fields.
 */

import type { LocalText } from '../common.ts';

export type TemplateFieldType =
  | 'text'
  | 'stage'
  | 'school-year'
  | 'count'
  | 'amount'
  | 'location'
  | 'school-kind'
  | 'latitude'
  | 'longitude';

export interface TemplateField {
  readonly id: string;
  /** The header in the template of each language. */
  readonly header: LocalText;
  /** For people, where the header alone is a code word. */
  readonly name: LocalText;
  readonly unit?: LocalText;
  readonly aliases: readonly string[];
  readonly type: TemplateFieldType;
  /** Without it a row says nothing. */
  readonly required: boolean;
  /** A total of the school that standards refer to: left out means not judged, never zero. */
  readonly isResource: boolean;
  /** Cannot exceed that field. */
  readonly partOf?: string;
  /** The largest value that can be true of one school. */
  readonly max?: number;
}

const PUPILS = { en: 'pupils', zh: '人' };
const TEACHERS = { en: 'teachers', zh: '人' };
const SQUARE_METRES = { en: 'm²', zh: '㎡' };

type FieldDetails = Pick<TemplateField, 'type'> &
  Partial<Pick<TemplateField, 'unit' | 'required' | 'isResource' | 'partOf' | 'max'>>;

function field(
  id: string,
  name: [en: string, zh: string],
  zhHeader: string,
  aliases: readonly string[],
  details: FieldDetails,
): TemplateField {
  return {
    id,
    header: { en: id, zh: zhHeader },
    name: { en: name[0], zh: name[1] },
    aliases,
    required: false,
    isResource: false,
    ...details,
  };
}

const MAX_PUPILS = 50_000;
const MAX_TEACHERS = 5_000;

export const TEMPLATE_FIELDS: readonly TemplateField[] = [
  field('school', ['School', '学校'], '学校', ['学校名称', '校名', '单位名称', 'school name', 'name'], {
    type: 'text',
    required: true,
  }),
  field('code', ['School code', '学校代码'], '学校代码', ['学校标识码', 'school code', 'school id', 'urn'], {
    type: 'text',
  }),
  field('stage', ['Stage', '学段'], '学段', ['办学类型', '学校类型', 'phase', 'school stage'], {
    type: 'stage',
  }),
  field('year', ['School year', '年份'], '年份', ['学年', '年度', 'school year', 'academic year'], {
    type: 'school-year',
  }),
  field(
    'pupils',
    ['Pupils', '学生数'],
    '学生数',
    [
      '在校生数',
      '在校学生数',
      '学生人数',
      '学生总数',
      'students',
      'number of pupils',
      'enrolment',
      'enrollment',
    ],
    {
      type: 'count',
      unit: PUPILS,
      max: MAX_PUPILS,
    },
  ),
  field(
    'pupilsPrimary',
    ['Pupils, primary', '小学学生数'],
    '小学学生数',
    ['小学在校生数', '小学部学生数', 'primary pupils'],
    {
      type: 'count',
      unit: PUPILS,
      max: MAX_PUPILS,
    },
  ),
  field(
    'pupilsJunior',
    ['Pupils, junior', '初中学生数'],
    '初中学生数',
    ['初中在校生数', '初中部学生数', 'junior pupils'],
    {
      type: 'count',
      unit: PUPILS,
      max: MAX_PUPILS,
    },
  ),
  field(
    'pupilsSenior',
    ['Pupils, senior', '高中学生数'],
    '高中学生数',
    ['高中在校生数', '高中部学生数', 'senior pupils'],
    {
      type: 'count',
      unit: PUPILS,
      max: MAX_PUPILS,
    },
  ),
  field(
    'teachers',
    ['Teachers', '教师数'],
    '教师数',
    ['专任教师数', '教师人数', '专任教师', 'number of teachers', 'full-time teachers'],
    {
      type: 'count',
      unit: TEACHERS,
      isResource: true,
      max: MAX_TEACHERS,
    },
  ),
  field(
    'teachersAboveQualification',
    ['Teachers above the required qualification', '高于规定学历教师数'],
    '高于规定学历教师数',
    [
      '高于规定学历的教师数',
      '高学历教师数',
      'teachers above qualification',
      'teachers above required qualification',
    ],
    {
      type: 'count',
      unit: TEACHERS,
      isResource: true,
      partOf: 'teachers',
      max: MAX_TEACHERS,
    },
  ),
  field(
    'teachersBackbone',
    ['Backbone teachers (county level and above)', '县级以上骨干教师数'],
    '县级以上骨干教师数',
    ['县级及以上骨干教师数', '骨干教师数', 'backbone teachers'],
    {
      type: 'count',
      unit: TEACHERS,
      isResource: true,
      partOf: 'teachers',
      max: MAX_TEACHERS,
    },
  ),
  field(
    'teachersPeArts',
    ['Specialist PE and arts teachers', '体育艺术专任教师数'],
    '体育艺术专任教师数',
    [
      '体育、艺术专任教师数',
      '体艺教师数',
      '体育艺术（美术、音乐）专任教师数',
      'pe and arts teachers',
      'specialist pe and arts teachers',
    ],
    {
      type: 'count',
      unit: TEACHERS,
      isResource: true,
      partOf: 'teachers',
      max: MAX_TEACHERS,
    },
  ),
  field(
    'teachersIntermediateTitle',
    ['Teachers with intermediate title or above', '中级及以上职称教师数'],
    '中级及以上职称教师数',
    ['中级以上职称教师数', '中级及以上专业技术职务教师数', 'teachers with intermediate title'],
    {
      type: 'count',
      unit: TEACHERS,
      isResource: true,
      partOf: 'teachers',
      max: MAX_TEACHERS,
    },
  ),
  field(
    'teachingAreaM2',
    ['Teaching and auxiliary floor area', '教学及辅助用房面积'],
    '教学及辅助用房面积',
    ['教学及教学辅助用房面积', '教学辅助用房面积', 'teaching area', 'teaching and auxiliary floor area'],
    {
      type: 'amount',
      unit: SQUARE_METRES,
      isResource: true,
      max: 1_000_000,
    },
  ),
  field(
    'sportsAreaM2',
    ['Sports-ground area', '体育运动场馆面积'],
    '体育运动场馆面积',
    ['体育运动场地面积', '运动场馆面积', '运动场地面积', 'sports area', 'sports ground area'],
    {
      type: 'amount',
      unit: SQUARE_METRES,
      isResource: true,
      max: 1_000_000,
    },
  ),
  field(
    'equipmentYuan',
    ['Value of teaching equipment', '教学仪器设备值'],
    '教学仪器设备值',
    ['教学仪器设备资产值', '仪器设备值', '设备值', 'equipment value', 'equipment'],
    {
      type: 'amount',
      unit: { en: 'yuan', zh: '元' },
      isResource: true,
      max: 10_000_000_000,
    },
  ),
  field(
    'multimediaRooms',
    ['Networked multimedia classrooms', '网络多媒体教室数'],
    '网络多媒体教室数',
    ['多媒体教室数', '网络多媒体教室', 'multimedia classrooms', 'multimedia rooms'],
    {
      type: 'count',
      unit: { en: 'rooms', zh: '间' },
      isResource: true,
      max: MAX_TEACHERS,
    },
  ),
  field(
    'computers',
    ['Computers', '计算机数'],
    '计算机数',
    ['教学用计算机数', '计算机台数', '电脑数', 'number of computers'],
    {
      type: 'count',
      unit: { en: 'computers', zh: '台' },
      isResource: true,
      max: 100_000,
    },
  ),
  field(
    'books',
    ['Books', '图书数'],
    '图书数',
    ['图书册数', '藏书量', '图书藏量', 'library books', 'number of books'],
    {
      type: 'count',
      unit: { en: 'books', zh: '册' },
      isResource: true,
      max: 10_000_000,
    },
  ),
  field(
    'group',
    ['Education group', '教育集团'],
    '教育集团',
    ['集团', '集团名称', '教育集团名称', 'education group', 'trust', 'trust name'],
    {
      type: 'text',
    },
  ),
  field('cluster', ['Cluster', '组团'], '组团', ['片区', '组团名称'], { type: 'text' }),
  field(
    'location',
    ['Kind of location', '城乡类型'],
    '城乡类型',
    ['城乡', '城乡分类', '所在地城乡类型', 'urban rural', 'kind of location'],
    {
      type: 'location',
    },
  ),
  field(
    'kind',
    ['Kind of school', '学校类别'],
    '学校类别',
    ['学校性质类别', 'school kind', 'kind of school'],
    { type: 'school-kind' },
  ),
  field('lat', ['Latitude', '纬度'], '纬度', ['latitude'], { type: 'latitude', unit: { en: '°', zh: '°' } }),
  field('lon', ['Longitude', '经度'], '经度', ['longitude', 'lng', 'long'], {
    type: 'longitude',
    unit: { en: '°', zh: '°' },
  }),
];

// 万元 is not among them: a value in ten thousands of yuan must not pass for yuan.
const UNIT =
  /[(［[【](?:人|个|名|间|台|册|本|元|yuan|㎡|m2|m²|平方米|平米|°|度|pupils|teachers|rooms|required|必填|选填)[)］\]】]/g;

const FIELD_BY_ID = new Map(TEMPLATE_FIELDS.map((entry) => [entry.id, entry]));
const FIELD_BY_HEADER = new Map(
  TEMPLATE_FIELDS.flatMap((entry) =>
    [entry.id, entry.header.zh, entry.name.en, ...entry.aliases].map(
      (header) => [normalizeHeader(header), entry] as const,
    ),
  ),
);

/** A header as it is compared: narrow, small letters, without blanks, punctuation and unit. */
export function normalizeHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(UNIT, '')
    .replace(/[\s_\-–./·:;,*'"“”、()]/g, '');
}

export function getTemplateField(id: string): TemplateField {
  const found = FIELD_BY_ID.get(id);
  if (found === undefined) throw new Error(`There is no field ${id} in the template.`);
  return found;
}

/** The field a header means, in either language; undefined when it is not of the template. */
export function findTemplateField(header: string): TemplateField | undefined {
  return FIELD_BY_HEADER.get(normalizeHeader(header));
}

export interface HeaderMatch<Column> {
  readonly columnByField: ReadonlyMap<string, Column>;
  readonly unknown: readonly Column[];
  /** A second column for a field that already has one. */
  readonly doubled: readonly {
    readonly field: TemplateField;
    readonly first: Column;
    readonly second: Column;
  }[];
}

/** Which column feeds which field of the template. */
export function matchHeaders<Column extends { readonly header: string }>(
  columns: readonly Column[],
): HeaderMatch<Column> {
  const columnByField = new Map<string, Column>();
  const unknown: Column[] = [];
  const doubled: { field: TemplateField; first: Column; second: Column }[] = [];
  for (const column of columns) {
    const found = findTemplateField(column.header);
    const first = found && columnByField.get(found.id);
    if (found === undefined) unknown.push(column);
    else if (first === undefined) columnByField.set(found.id, column);
    else doubled.push({ field: found, first, second: column });
  }
  return { columnByField, unknown, doubled };
}
