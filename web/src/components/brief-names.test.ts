import { describe, expect, it } from 'vitest';
import { briefNames, cutName } from './brief-names.ts';

const school = (name: string, facts: { shortName?: string; code?: string } = {}) => ({
  id: name,
  name,
  shortName: facts.shortName ?? null,
  code: facts.code ?? null,
});
const briefOf = (...schools: ReturnType<typeof school>[]) => [...briefNames(schools).values()];

describe('brief names', () => {
  it('are the short name, else a code of letters', () => {
    expect(
      briefOf(school('BG Primary School', { shortName: 'BG' }), school('ZD Primary', { code: 'ZD' })),
    ).toEqual(['BG', 'ZD']);
  });
  it('are never a number', () => {
    expect(briefOf(school('Hill School', { code: '141279' }))).toEqual(['Hill School']);
  });
  it('leave out the words that most names begin with', () => {
    expect(
      briefOf(
        school('Oasis Academy Enfield'),
        school('Oasis Academy Hadley'),
        school('Oasis Academy Mayfield'),
        school('South Bank'),
      ),
    ).toEqual(['Enfield', 'Hadley', 'Mayfield', 'South Bank']);
  });
  it('keep a beginning that only two schools share', () => {
    expect(briefOf(school('St Mary North'), school('St Mary South'))).toEqual([
      'St Mary North',
      'St Mary South',
    ]);
  });
  it('are cut when long, Chinese ones to half as many characters', () => {
    expect(cutName('Cambridge Academy for Science', 12)).toBe('Cambridge A…');
    expect(cutName('桐乡市凤鸣小学教育集团', 12)).toBe('桐乡市凤鸣…');
    expect(cutName('凤鸣小学', 12)).toBe('凤鸣小学');
  });
});
