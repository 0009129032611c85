/**
 * Basic balance 基本均衡 (2012): eight indicators of resources; the mean of their variations is judged.
 *
 * Cost O(1): data. The ministry's own text could not be obtained; each value says how far it is confirmed.
 */

import type { StandardPack } from '../standard-pack.ts';
import { cn2017Quality } from './cn-2017-quality.ts';

const TEACHERS = { en: 'teachers', zh: '人' };
const PER_100 = { en: 'per 100 pupils', zh: '每百名学生' };
const M2 = { en: 'm²', zh: 'm²' };
const M2_PER_PUPIL = { en: 'm² per pupil', zh: '生均 m²' };

/** The pack of 2012 for primary and junior secondary schools. */
export const cn2012Basic: StandardPack = {
  id: 'cn-2012-basic',
  name: { en: 'Basic balance 2012', zh: '基本均衡 2012' },
  validFrom: '2012-01-20',
  source: {
    en: "County inspection of basically balanced compulsory education, 2012. The ministry's own text could not be obtained. Independent sources confirm the limits of the mean and the indicators but one: intermediate title or above is field knowledge. Check them against your own copy.",
    zh: '县域义务教育均衡发展督导评估（2012）。未能取得部颁原文：平均值的限值和各项指标有独立来源印证，仅中级及以上职称教师一项属行业通行理解，未经核实。请以本地所持文件为准。',
  },
  stages: ['primary', 'junior'],
  indicators: [
    {
      id: 'teaching-area',
      name: { en: 'Teaching and auxiliary floor area per pupil', zh: '生均教学及辅助用房面积' },
      shortName: { en: 'Teaching area', zh: '教学及辅助用房' },
      unit: M2_PER_PUPIL,
      numerator: 'teachingAreaM2',
      numeratorUnit: M2,
      denominator: 'pupils',
      better: 'higher',
      confidence: 'S',
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
      confidence: 'S',
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
      confidence: 'S',
    },
    {
      id: 'computers',
      name: { en: 'Computers per 100 pupils', zh: '每百名学生拥有计算机台数' },
      shortName: { en: 'Computers', zh: '计算机' },
      unit: PER_100,
      numerator: 'computers',
      numeratorUnit: { en: 'computers', zh: '台' },
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      confidence: 'S',
    },
    {
      id: 'books',
      name: { en: 'Books per pupil', zh: '生均图书册数' },
      shortName: { en: 'Books', zh: '图书' },
      unit: { en: 'books per pupil', zh: '生均 册' },
      numerator: 'books',
      numeratorUnit: { en: 'books', zh: '册' },
      denominator: 'pupils',
      better: 'higher',
      whole: true,
      confidence: 'S',
    },
    {
      id: 'teachers',
      name: { en: 'Teachers per 100 pupils (teacher-pupil ratio)', zh: '师生比（每百名学生拥有教师数）' },
      shortName: { en: 'Teachers', zh: '师生比' },
      unit: PER_100,
      numerator: 'teachers',
      numeratorUnit: TEACHERS,
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      confidence: 'S',
    },
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
      confidence: 'S',
    },
    {
      id: 'teachers-intermediate-title',
      name: {
        en: 'Teachers with intermediate title or above per 100 pupils',
        zh: '每百名学生拥有中级及以上专业技术职务教师数',
      },
      shortName: { en: 'Intermediate title or above', zh: '中级及以上职称教师' },
      unit: PER_100,
      numerator: 'teachersIntermediateTitle',
      numeratorUnit: TEACHERS,
      denominator: '100-pupils',
      better: 'higher',
      whole: true,
      confidence: 'K',
    },
  ],
  rules: {
    variation: 'mean',
    cvLimit: { primary: 0.65, junior: 0.55 },
    leaveOut: cn2017Quality.rules.leaveOut!,
    mixedStages: cn2017Quality.rules.mixedStages!,
  },
};
