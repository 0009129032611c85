/**
 * High-quality balance 优质均衡 (2017): the duties of government, the demands on quality and the vetoes, which are
 * answered by documents and not computed from the indicators.
 *
 * Cost O(1): data, found in one independent implementation; the wording is the product's own summary.
 */

import type { PackGuarantee } from '../standard-pack.ts';

/** Fifteen guarantees of government, nine demands on quality, satisfaction, three vetoes. */
export const cn2017Guarantees: readonly PackGuarantee[] = [
  {
    id: 'layout-plan',
    area: 'government',
    text: {
      en: 'Schools are laid out by a sound plan.',
      zh: '县域内义务教育学校规划布局合理，符合国家规定要求。',
    },
    confidence: 'S',
  },
  {
    id: 'unified-standards',
    area: 'government',
    text: {
      en: 'Town and country follow the same standards of building, staffing, funding and equipment.',
      zh: '城乡义务教育学校建设标准统一、教师编制标准统一、生均公用经费基准定额统一、基本装备配置标准统一。',
    },
    confidence: 'S',
  },
  {
    id: 'music-and-art-rooms',
    area: 'government',
    text: {
      en: 'One music and one art room for every 12 classes.',
      zh: '所有小学、初中每12个班级配备音乐、美术专用教室1间以上。',
    },
    values: { classesPerRoom: 12 },
    confidence: 'S',
  },
  {
    id: 'school-size',
    area: 'government',
    text: {
      en: 'No school over 2,000 pupils, no through-school over 2,500.',
      zh: '所有小学、初中规模不超过2000人，九年一贯制学校、十二年一贯制学校义务教育阶段规模不超过2500人。',
    },
    values: { largestSchool: 2000, largestThroughSchool: 2500 },
    confidence: 'S',
  },
  {
    id: 'class-size',
    area: 'government',
    text: {
      en: 'No class over 45 pupils (primary) or 50 (junior).',
      zh: '小学、初中所有班级学生数分别不超过45人、50人。',
    },
    values: { largestPrimaryClass: 45, largestJuniorClass: 50 },
    confidence: 'S',
  },
  {
    id: 'small-school-funding',
    area: 'government',
    text: {
      en: 'Schools under 100 pupils are funded as if they had 100.',
      zh: '不足100名学生村小学和教学点按100名学生核定公用经费。',
    },
    values: { fundedPupils: 100 },
    confidence: 'S',
  },
  {
    id: 'special-education-funding',
    area: 'government',
    text: {
      en: 'At least 6,000 yuan a pupil for special education.',
      zh: '特殊教育学校生均公用经费不低于6000元。',
    },
    values: { yuanPerPupil: 6000 },
    confidence: 'S',
  },
  {
    id: 'teachers-pay',
    area: 'government',
    text: {
      en: "Teachers' average pay is not below that of local civil servants.",
      zh: '义务教育学校教师平均工资收入水平不低于当地公务员平均工资收入水平。',
    },
    confidence: 'S',
  },
  {
    id: 'teacher-training',
    area: 'government',
    text: {
      en: 'Every teacher completes 360 hours of training in five years.',
      zh: '教师5年360学时培训完成率达到100%。',
    },
    values: { hours: 360, years: 5 },
    confidence: 'S',
  },
  {
    id: 'posts-pooled',
    area: 'government',
    text: {
      en: 'The county pools and allocates posts and teachers.',
      zh: '县级教育行政部门在核定的教职工编制总额和岗位总量内，统筹分配各校教职工编制和岗位数量。',
    },
    confidence: 'S',
  },
  {
    id: 'rotation',
    area: 'government',
    text: {
      en: 'At least 10 % of eligible teachers rotate each year; at least 20 % of those who move are backbone teachers.',
      zh: '全县每年交流轮岗教师的比例不低于符合交流条件教师总数的10%，其中骨干教师不低于交流轮岗教师总数的20%。',
    },
    values: { rotatedShareOfEligible: 0.1, backboneShareOfRotated: 0.2 },
    confidence: 'S',
  },
  {
    id: 'certified-teachers',
    area: 'government',
    text: { en: 'All teachers hold a certificate.', zh: '专任教师持有教师资格证上岗率达到100%。' },
    values: { share: 1 },
    confidence: 'S',
  },
  {
    id: 'nearby-enrolment',
    area: 'government',
    text: {
      en: 'Nearby enrolment: 100 % primary, 95 % junior.',
      zh: '城区和镇区公办小学、初中就近划片入学比例分别达到100%、95%以上。',
    },
    values: { primaryShare: 1, juniorShare: 0.95 },
    confidence: 'S',
  },
  {
    id: 'senior-school-quota',
    area: 'government',
    text: {
      en: 'At least 50 % of places at good senior schools are allotted to junior schools.',
      zh: '全县优质高中招生名额分配比例不低于50%，并向农村初中倾斜。',
    },
    values: { share: 0.5 },
    confidence: 'S',
  },
  {
    id: 'migrant-children',
    area: 'government',
    text: {
      en: "At least 85 % of migrant workers' children attend public (or publicly paid) schools.",
      zh: '符合条件的随迁子女在公办学校和政府购买服务的民办学校就读的比例不低于85%。',
    },
    values: { share: 0.85 },
    confidence: 'S',
  },
  {
    id: 'retention',
    area: 'quality',
    text: { en: 'Junior retention of at least 95 %.', zh: '全县初中三年巩固率达到95%以上。' },
    values: { share: 0.95 },
    confidence: 'S',
  },
  {
    id: 'disabled-children',
    area: 'quality',
    text: {
      en: 'At least 95 % of disabled children are enrolled.',
      zh: '全县残疾儿童少年入学率达到95%以上。',
    },
    values: { share: 0.95 },
    confidence: 'S',
  },
  {
    id: 'charter',
    area: 'quality',
    text: {
      en: 'Every school has a charter and is run with information systems.',
      zh: '所有学校制定章程，实现学校管理与教学信息化。',
    },
    confidence: 'S',
  },
  {
    id: 'training-funds',
    area: 'quality',
    text: {
      en: 'Training receives at least 5 % of public funds.',
      zh: '全县所有学校按照不低于学校年度公用经费预算总额的5%安排教师培训经费。',
    },
    values: { share: 0.05 },
    confidence: 'S',
  },
  {
    id: 'ict-use',
    area: 'quality',
    text: {
      en: 'Teachers use ICT in teaching.',
      zh: '教师能熟练运用信息化手段组织教学，设施设备利用率达到较高水平。',
    },
    confidence: 'S',
  },
  {
    id: 'moral-education',
    area: 'quality',
    text: {
      en: 'Moral education and school culture are well developed.',
      zh: '所有学校德育工作、校园文化建设水平达到良好以上。',
    },
    confidence: 'S',
  },
  {
    id: 'full-curriculum',
    area: 'quality',
    text: { en: 'The full curriculum is taught.', zh: '课程开齐开足，教学秩序规范，综合实践活动有效开展。' },
    confidence: 'S',
  },
  {
    id: 'workload',
    area: 'quality',
    text: { en: 'Pupils carry no excessive workload.', zh: '无过重课业负担。' },
    confidence: 'S',
  },
  {
    id: 'national-monitoring',
    area: 'quality',
    text: {
      en: 'National monitoring at level III or above, with a between-school difference under 0.15.',
      zh: '国家义务教育质量监测中，相关科目学生学业水平达到III级以上，且校际差异率低于0.15。',
    },
    values: { level: 3, differenceBelow: 0.15 },
    confidence: 'S',
  },
  {
    id: 'satisfaction',
    area: 'satisfaction',
    text: { en: 'At least 85 % of those asked are satisfied.', zh: '社会认可度达到85%以上。' },
    values: { share: 0.85 },
    confidence: 'S',
  },
  {
    id: 'no-entrance-exams',
    area: 'veto',
    text: { en: 'No entrance examinations.', zh: '不得以考试方式招生。' },
    confidence: 'S',
  },
  {
    id: 'no-illegal-choice',
    area: 'veto',
    text: { en: 'No illegal school choice.', zh: '不得存在违规择校行为。' },
    confidence: 'S',
  },
  {
    id: 'no-key-classes',
    area: 'veto',
    text: { en: 'No key schools or key classes.', zh: '不得存在重点学校或重点班。' },
    confidence: 'S',
  },
];
