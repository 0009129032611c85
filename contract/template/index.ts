export {
  findTemplateField,
  getTemplateField,
  type HeaderMatch,
  matchHeaders,
  normalizeHeader,
  TEMPLATE_FIELDS,
  type TemplateField,
  type TemplateFieldType,
} from './fields.ts';
export { nameKey } from './name-key.ts';
export {
  findLocation,
  findSchoolKind,
  findStage,
  isTotalLabel,
  LOCATION_NAMES,
  MIXED_STAGES,
  type PlainStage,
  type SchoolKind,
  type SchoolLocation,
  type SchoolStage,
  STAGE_NAMES,
} from './words.ts';
