/**
 * High-quality balance 优质均衡 (2017): seven indicators of resources, each school's standard, each one's variation.
 *
 * Cost O(1): data. The ministry's own text could not be obtained; each value says how far it is confirmed.
 */

import type { StandardPack } from '../standard-pack.ts';
import { cn2017Guarantees } from './cn-2017-guarantees.ts';

const TEACHERS = { en: 'teachers', zh: '人' };
const PER_100 = { en: 'per 100 pupils', zh: '每百名学生' };
const M2 = { en: 'm²', zh: 'm²' };
const M2_PER_PUPIL = { en: 'm² per pupil', zh: '生均 m²' };
const CV_LIMIT = { primary: 0.5, junior: 0.45 };
const LIMIT_NOTE = {
  en: 'That the limit of 0.50 (junior 0.45) holds for each indicator singly is field knowledge; one implementation judges the mean.',
  zh: '差异系数限值（小学0.50、初中0.45）逐项判定属行业通行理解，未经原文核实；另有实现按平均值判定。',
};

/** The pack of 2017 for primary and junior secondary schools. */
export const cn2017Quality: StandardPack = {
  id: 'cn-2017-quality',
  name: { en: 'High-quality balance 2017', zh: '优质均衡 2017' },
  validFrom: '2017-04-19',
  source: {
    en: "County inspection of high-quality balanced compulsory education, 2017. The ministry's own text could not be obtained. An independent source confirms that each school must reach six of seven standards; the values of the standards, limits for each indicator singly and the 85 % are field knowledge. Check them against your own copy.",
    zh: '县域义务教育优质均衡发展督导评估（2017）。未能取得部颁原文：每校七项中至少六项达标有独立来源印证；各项达标值、逐项判定的限值和85%的要求属行业通行理解，未经核实。请以本地所持文件为准。',
  },
  stages: ['primary', 'junior'],
  indicators: [
    {
      id: 'teachers-above-qualification',
      name: {
        en: 'Teachers above the required qualification per 100 pupils',
        zh: '每百名学生拥有高于规定学历教师数',
      },
      shortName: { en: 'Above-required qualification', zh: '高于规定学历教师' },
      unit: PER_100,
      numerator: 'teachersAboveQualification',
      numeratorUnit: TEACHERS,
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      standard: { primary: 4.2, junior: 5.3 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'teachers-backbone',
      name: {
        en: 'Backbone teachers (county level and above) per 100 pupils',
        zh: '每百名学生拥有县级以上骨干教师数',
      },
      shortName: { en: 'Backbone teachers', zh: '骨干教师' },
      unit: PER_100,
      numerator: 'teachersBackbone',
      numeratorUnit: TEACHERS,
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      standard: { primary: 1, junior: 1 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'teachers-pe-arts',
      name: {
        en: 'Specialist PE and arts teachers per 100 pupils',
        zh: '每百名学生拥有体育、艺术（美术、音乐）专任教师数',
      },
      shortName: { en: 'PE and arts specialists', zh: '体育艺术专任教师' },
      unit: PER_100,
      numerator: 'teachersPeArts',
      numeratorUnit: TEACHERS,
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      standard: { primary: 0.9, junior: 0.9 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'teaching-area',
      name: { en: 'Teaching and auxiliary floor area per pupil', zh: '生均教学及辅助用房面积' },
      shortName: { en: 'Teaching area', zh: '教学及辅助用房' },
      unit: M2_PER_PUPIL,
      numerator: 'teachingAreaM2',
      numeratorUnit: M2,
      denominator: 'pupils',
      better: 'higher',
      standard: { primary: 4.5, junior: 5.8 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'sports-area',
      name: { en: 'Sports-ground area per pupil', zh: '生均体育运动场馆面积' },
      shortName: { en: 'Sports area', zh: '体育运动场馆' },
      unit: M2_PER_PUPIL,
      numerator: 'sportsAreaM2',
      numeratorUnit: M2,
      denominator: 'pupils',
      better: 'higher',
      standard: { primary: 7.5, junior: 10.2 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'equipment',
      name: { en: 'Value of teaching equipment per pupil', zh: '生均教学仪器设备值' },
      shortName: { en: 'Equipment value', zh: '教学仪器设备值' },
      unit: { en: '¥ per pupil', zh: '生均 元' },
      numerator: 'equipmentYuan',
      numeratorUnit: { en: 'yuan', zh: '元' },
      denominator: 'pupils',
      better: 'higher',
      standard: { primary: 2000, junior: 2500 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
    {
      id: 'multimedia-rooms',
      name: { en: 'Networked multimedia classrooms per 100 pupils', zh: '每百名学生拥有网络多媒体教室数' },
      shortName: { en: 'Multimedia rooms', zh: '网络多媒体教室' },
      unit: PER_100,
      numerator: 'multimediaRooms',
      numeratorUnit: { en: 'rooms', zh: '间' },
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      standard: { primary: 2.3, junior: 2.4 },
      cvLimit: CV_LIMIT,
      confidence: 'K',
      note: LIMIT_NOTE,
    },
  ],
  rules: {
    variation: 'each',
    school: { atLeast: 6, remainingAtLeast: 0.85, confidence: 'K' },
    leaveOut: [{ kind: 'special' }, { kind: 'vocational' }, { kind: 'teaching-point', minimumPupils: 50 }],
    mixedStages: [
      {
        id: 'nine-year',
        name: { en: 'Nine-year school', zh: '九年一贯制学校' },
        factors: { primary: 1, junior: 1.1 },
      },
      {
        id: 'complete-secondary',
        name: { en: 'Junior and senior secondary school', zh: '完全中学' },
        factors: { junior: 1, senior: 1.2 },
      },
      {
        id: 'twelve-year',
        name: { en: 'Twelve-year school', zh: '十二年一贯制学校' },
        factors: { primary: 1, junior: 1.1, senior: 1.32 },
      },
    ],
  },
  guarantees: cn2017Guarantees,
};
