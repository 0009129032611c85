import { describe, expect, test } from 'vitest';
import {
  findLocation,
  findSchoolKind,
  findStage,
  findTemplateField,
  getTemplateField,
  isTotalLabel,
  matchHeaders,
  normalizeHeader,
  TEMPLATE_FIELDS,
} from './index.ts';

describe('the dictionary of the template', () => {
  test('lets no header mean two fields', () => {
    const fieldByHeader = new Map<string, string>();
    for (const { id, header, name, aliases } of TEMPLATE_FIELDS) {
      for (const text of [id, header.en, header.zh, name.en, name.zh, ...aliases]) {
        const key = normalizeHeader(text);
        expect(key).not.toBe('');
        expect([text, fieldByHeader.get(key) ?? id]).toEqual([text, id]);
        fieldByHeader.set(key, id);
      }
    }
  });

  test('names parts only of fields there are', () => {
    for (const { partOf } of TEMPLATE_FIELDS) if (partOf) expect(getTemplateField(partOf).type).toBe('count');
    expect(() => getTemplateField('nine')).toThrow('There is no field nine');
  });

  test.each([
    ['pupils', 'pupils'],
    [' Pupils ', 'pupils'],
    ['ＰＵＰＩＬＳ', 'pupils'],
    ['学生数', 'pupils'],
    ['学 生 数', 'pupils'],
    ['学生数（人）', 'pupils'],
    ['*学生数', 'pupils'],
    ['teaching_area_m2', 'teachingAreaM2'],
    ['教学及辅助用房面积（㎡）', 'teachingAreaM2'],
    ['县级以上骨干教师数', 'teachersBackbone'],
    ['体育、艺术专任教师数', 'teachersPeArts'],
  ])('knows the header %j', (header, id) => {
    expect(findTemplateField(header)?.id).toBe(id);
  });

  test.each([['教学仪器设备值（万元）'], ['学生数（小学）'], ['生均图书'], ['']])(
    'does not take %j for something similar',
    (header) => {
      expect(findTemplateField(header)).toBeUndefined();
    },
  );

  test('matches headers of both languages in one file and names doubled and unknown ones', () => {
    const columns = ['学校', 'stage', '学生数', 'pupils', 'colour'].map((header) => ({ header }));
    const { columnByField, unknown, doubled } = matchHeaders(columns);
    expect([...columnByField.keys()]).toEqual(['school', 'stage', 'pupils']);
    expect(unknown).toEqual([{ header: 'colour' }]);
    expect(doubled).toMatchObject([{ field: { id: 'pupils' }, first: columns[2], second: columns[3] }]);
  });
});

describe('words of fixed choice', () => {
  test('are known in both languages', () => {
    expect(findStage('小学')).toBe('primary');
    expect(findStage(' Junior ')).toBe('junior');
    expect(findStage('九年一贯制学校')).toBe('nine-year');
    expect(findStage('完全中学')).toBe('junior-senior');
    expect(findStage('１２年一贯制')).toBe('twelve-year');
    expect(findStage('幼儿园')).toBeUndefined();
    expect(findLocation('农村')).toBe('rural');
    expect(findLocation('Town')).toBe('town');
    expect(findSchoolKind('教学点')).toBe('teaching-point');
  });

  test('tell a row of totals from a school', () => {
    for (const label of ['合计', '合 计', '总计：', 'Total']) expect(isTotalLabel(label)).toBe(true);
    expect(isTotalLabel('合计小学')).toBe(false);
  });
});
