import { describe, expect, test } from 'vitest';
import { findPersonal } from './personal-columns.ts';

const CHINESE = ['王小明', '李丽', '张伟', '刘芳', '陈静', '杨洋', '赵敏', '黄磊', '周杰'];
const ENGLISH = [
  'Ann Lee',
  'Bob Stone',
  'Carl B. Fox',
  'Dora Hill',
  'Emma Wood',
  'Finn Ray',
  'Gina May',
  'Hugo Day',
];

describe('a column that would tell who somebody is', () => {
  test.each([
    ['姓名', ['甲'], 'name'],
    ['学生姓名', ['甲'], 'name'],
    ['Surname', ['x'], 'name'],
    ['身份证号', ['1'], 'identity-number'],
    ['学籍号', ['1'], 'identity-number'],
    ['who', CHINESE, 'name'],
    ['who', ENGLISH, 'name'],
    ['who', ['330483201001011234', '11010519491231002X'], 'identity-number'],
    ['who', Array.from({ length: 9 }, (_, n) => `1380013800${n}`), 'telephone'],
    ['who', Array.from({ length: 9 }, (_, n) => `a${n}@example.org`), 'email'],
  ])('%s is found', (header, values, kind) => {
    expect(findPersonal(header, values)).toBe(kind);
  });

  test.each([
    ['school', Array.from({ length: 9 }, (_, n) => `S${n}`)],
    [
      '学校',
      ['高桥小学', '石门中学', '洲泉小学', '大麻小学', '屠甸小学', '河山小学', '濮院小学', '乌镇小学'],
    ],
    ['name', ['Hook Junior School', 'Elm Primary School', 'Oak Academy']],
    [
      'Town',
      [
        'Alton Town',
        'Fleet Town',
        'Hook Town',
        'Liss Town',
        'Bordon Town',
        'Petersfield Town',
        'Yateley Town',
        'Odiham Town',
      ],
    ],
    ['pupil', Array.from({ length: 9 }, (_, n) => `P${n}`)],
    ['性别', ['男', '女']],
    ['year', ['2018', '2019']],
  ])('%s is not taken for one', (header, values) => {
    expect(findPersonal(header, values)).toBeNull();
  });
});
