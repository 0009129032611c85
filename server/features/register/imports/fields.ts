/** Everything a column can mean: the template's dictionary, and what registers of schools and groups hold beside it. */
import type { ImportKind, LocalText } from '@trellis/contract';
import { normalizeHeader, TEMPLATE_FIELDS, type TemplateField } from '../../../../contract/template/index.ts';

export type FieldType =
  | TemplateField['type']
  | 'date'
  | 'metres'
  | 'group-kind'
  | 'role'
  | 'level'
  | 'link-type';

export interface Field {
  readonly id: string;
  readonly name: LocalText;
  readonly kinds: readonly ImportKind[];
  readonly type: FieldType;
  readonly required: boolean;
  readonly aliases: readonly string[];
  /** Set for figures of the template. */
  readonly template?: TemplateField;
}

const MEMBER_FIELDS = new Set(['school', 'code', 'stage', 'group', 'location', 'lat', 'lon', 'cluster']);

/** Further headers for fields of the template, as found in the files of offices. */
const MORE_ALIASES: Readonly<Record<string, readonly string[]>> = {
  location: ['所在地'],
};

function extra(
  id: string,
  en: string,
  zh: string,
  type: FieldType,
  kinds: readonly ImportKind[],
  aliases: readonly string[] = [],
  required = false,
): Field {
  return { id, name: { en, zh }, type, kinds, aliases: [en, zh, ...aliases], required };
}

const SCHOOLS = ['school-years', 'memberships'] as const;
const GROUPS = ['school-years', 'memberships', 'groups'] as const;

const EXTRA_FIELDS: readonly Field[] = [
  extra('presentCode', 'Present school code', '现学校代码', 'text', ['school-years'], ['current_urn']),
  extra('laCode', 'Local authority code', '地方教育局代码', 'text', ['school-years'], ['LA (code)']),
  extra(
    'establishmentNumber',
    'Establishment number',
    '学校编号',
    'text',
    ['school-years'],
    ['EstablishmentNumber'],
  ),
  extra('opened', 'School opened on', '建校日期', 'date', SCHOOLS, ['OpenDate', '成立日期']),
  extra('closed', 'School’s last day', '停办日期', 'date', SCHOOLS, ['CloseDate']),
  extra('censusDate', 'Date of census', '统计日期', 'date', ['school-years'], ['CensusDate']),
  extra('easting', 'Easting (British grid), m', '东坐标（英国网格）', 'metres', SCHOOLS, ['easting']),
  extra('northing', 'Northing (British grid), m', '北坐标（英国网格）', 'metres', SCHOOLS, ['northing']),
  extra('groupCode', 'Group code', '集团代码', 'text', GROUPS, [
    'group code',
    'group id',
    'Group UID',
    '教育集团代码',
  ]),
  extra('groupKind', 'Kind of group', '集团类型', 'group-kind', GROUPS, ['group type', 'trust type']),
  extra('groupOpened', 'Group founded on', '集团成立日期', 'date', GROUPS, ['group opened']),
  extra('groupIncorporated', 'Group incorporated on', '集团注册日期', 'date', GROUPS, [
    'Incorporated on (open date)',
  ]),
  extra('groupClosed', 'Group’s last day', '集团撤销日期', 'date', GROUPS, ['group closed']),
  extra('joined', 'Joined on', '加入日期', 'date', SCHOOLS, [
    'joined',
    'joined date',
    'trust_joined_date',
    '加入时间',
  ]),
  extra('left', 'Left on', '退出日期', 'date', SCHOOLS, ['left', 'left date', '退出时间']),
  extra('role', 'Role in the group', '集团内角色', 'role', SCHOOLS, ['role', '角色', '成员类型']),
  extra('remarks', 'Remarks', '备注', 'text', SCHOOLS, ['remarks', 'note']),
  extra('fromCode', 'School code', '学校代码（起）', 'text', ['links'], [], true),
  extra('toCode', 'Linked school code', '关联学校代码', 'text', ['links'], ['LinkURN'], true),
  extra('linkType', 'Kind of link', '关联类型', 'link-type', ['links'], ['LinkType'], true),
  extra('linkDate', 'Linked since', '关联日期', 'date', ['links'], ['LinkEstablishedDate']),
];

export const FIELDS: readonly Field[] = [
  ...TEMPLATE_FIELDS.map(
    (template): Field => ({
      id: template.id,
      name: template.name,
      kinds: template.id === 'group' ? GROUPS : MEMBER_FIELDS.has(template.id) ? SCHOOLS : ['school-years'],
      type: template.type,
      required: template.required,
      aliases: [
        template.id,
        template.header.zh,
        template.name.en,
        ...template.aliases,
        ...(MORE_ALIASES[template.id] ?? []),
      ],
      template,
    }),
  ),
  ...EXTRA_FIELDS,
];

const BY_ID = new Map(FIELDS.map((field) => [field.id, field]));
const BY_HEADER = new Map<string, Field>();
for (const field of FIELDS) {
  for (const alias of [field.id, ...field.aliases]) {
    const key = normalizeHeader(alias);
    if (!BY_HEADER.has(key)) BY_HEADER.set(key, field);
  }
}

export const VARIABLE_PREFIX = 'variable:';

export function findField(id: string): Field | undefined {
  return BY_ID.get(id);
}

/** The field a header means, in either language. */
export function findFieldByHeader(header: string): Field | undefined {
  return BY_HEADER.get(normalizeHeader(header));
}

/** A figure's name in the register, or null for a field that is no figure. */
export function variableOf(fieldId: string): string | null {
  if (fieldId.startsWith(VARIABLE_PREFIX)) return fieldId.slice(VARIABLE_PREFIX.length).trim() || null;
  const type = BY_ID.get(fieldId)?.type;
  return type === 'count' || type === 'amount' ? fieldId : null;
}

/** A field's name for people; a figure kept under its own name shows that name. */
export function fieldName(id: string): LocalText {
  const name = id.startsWith(VARIABLE_PREFIX) ? id.slice(VARIABLE_PREFIX.length) : id;
  return BY_ID.get(id)?.name ?? { en: name, zh: name };
}
