import type { PresetData } from '../types.ts';

export const CHINA_PRESETS: readonly PresetData[] = [
  {
    id: 'hangzhou-education-groups',
    name: { en: 'Hangzhou: campuses of education groups', zh: '杭州：教育集团校区名单' },
    note: {
      en: 'Campuses by group with positions of Chinese web maps (GCJ-02), which are moved to WGS 84. Names repeat between groups: the campus code tells them apart.',
      zh: '各教育集团校区及坐标（GCJ-02，导入时换算为 WGS 84）。校区名称会在不同集团中重复，以校区代码区分。',
    },
    origin: 'shipped',
    kind: 'memberships',
    requiredHeaders: ['group_id', 'group_name', 'school_id', 'school_name', 'lng_gcj02', 'lat_gcj02'],
    fieldByHeader: {
      group_id: 'groupCode',
      group_name: 'group',
      school_id: 'code',
      school_name: 'school',
      lng_gcj02: 'lon',
      lat_gcj02: 'lat',
      remarks: 'remarks',
    },
    keepsNumericColumns: false,
    constants: {},
    options: { coordinates: 'gcj02', codeScheme: 'local', groupKind: 'education-group' },
  },
];
