import type { ImportPreset } from '@trellis/contract';
import type { PresetData } from '../types.ts';
import { CHINA_PRESETS } from './china.ts';
import { ENGLAND_PRESETS } from './england.ts';

/** The template itself: its headers are looked up in the dictionary, in either language and any mix. */
export const TEMPLATE_PRESET: PresetData = {
  id: 'template',
  name: { en: 'Template of Trellis', zh: 'Trellis 模板' },
  note: {
    en: 'The columns of the template, with headers in English, Chinese or both.',
    zh: '模板各列，表头可为英文、中文或混用。',
  },
  origin: 'shipped',
  kind: 'school-years',
  requiredHeaders: [],
  fieldByHeader: {},
  keepsNumericColumns: false,
  constants: {},
  options: {},
};

export const SHIPPED_PRESETS: readonly PresetData[] = [TEMPLATE_PRESET, ...ENGLAND_PRESETS, ...CHINA_PRESETS];

/** A preset as the contract shows it. */
export function toPreset({ id, name, note, origin, kind }: PresetData): ImportPreset {
  return { id, name, note, origin, kind };
}
