/** Columns that would tell who a person is. Studies need none of them, so files that hold some are not kept. */

import type { StudyColumn } from '@trellis/contract';

type Personal = Exclude<StudyColumn['personal'], null>;

const HEADERS: readonly (readonly [Personal, RegExp])[] = [
  [
    'identity-number',
    /身份证|证件号|学籍号|护照|id ?card|identity ?(no|number)|national ?id|passport|\bssn\b/i,
  ],
  ['telephone', /手机|电话|联系方式|phone|mobile|telephone/i],
  ['email', /邮箱|电子邮件|e-?mail/i],
  ['name', /^(姓名|名字|.*(学生|教师|老师|家长|父亲|母亲|监护人)姓名)$/],
  ['name', /^((full|first|last|family|given|pupil|student|teacher|parent)[ _.-]?)?(name|surname|forename)$/i],
];

const IDENTITY = /^\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/;
const MOBILE = /^(\+?86[- ]?)?1[3-9]\d{9}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** The commonest hundred or so surnames cover most people. */
const SURNAMES = new Set(
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
);
const NOT_NAMES = /校|学|区|县|市|镇|乡|班|级|小|中|组|类|型|男|女|是|否|高$|低$/;
const ENGLISH_NAME = /^[A-Z][a-z]+[ ,]+([A-Z]\.? )?[A-Z][a-z]+$/;
const ENGLISH_PLACE =
  /school|academy|college|primary|junior|infant|high|road|street|town|city|county|district/i;
const ENOUGH = 0.8;
const FEW = 8;

/**
 * What kind of personal value a column seems to hold, or null.
 *
 * @param distinct the different filled values of the column
 */
export function findPersonal(name: string, distinct: readonly string[]): StudyColumn['personal'] {
  const share = (test: (value: string) => boolean) => distinct.filter(test).length / (distinct.length || 1);
  const areSchools = share((value) => ENGLISH_PLACE.test(value) || /校|小学|中学|学院/.test(value)) > 0.5;
  for (const [kind, pattern] of HEADERS) {
    if (!pattern.test(name.trim()) || distinct.length === 0) continue;
    if (kind !== 'name' || !areSchools) return kind;
  }
  if (share((value) => IDENTITY.test(value)) > 0.2) return 'identity-number';
  if (distinct.length < FEW) return null;
  if (share((value) => MOBILE.test(value)) > ENOUGH) return 'telephone';
  if (share((value) => EMAIL.test(value)) > ENOUGH) return 'email';
  if (share(isChineseName) > ENOUGH) return 'name';
  if (share((value) => ENGLISH_NAME.test(value) && !ENGLISH_PLACE.test(value)) > ENOUGH) return 'name';
  return null;
}

function isChineseName(value: string): boolean {
  return /^\p{Script=Han}{2,4}$/u.test(value) && SURNAMES.has(value[0]!) && !NOT_NAMES.test(value.slice(1));
}
