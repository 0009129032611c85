import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Balance, BalanceIndicator, BalanceSchool, StandardPackBody } from '@trellis/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatIn } from '../../i18n/format.ts';
import { textsIn } from '../../i18n/texts-for-tests.ts';
import { compareWith } from './compared.ts';
import {
  countWord,
  cvAgainst,
  leadSentence,
  meanLimitOf,
  printedChoice,
  reasonText,
  takeText,
  verdictSentence,
  withBriefNames,
} from './words.ts';

const format = { en: formatIn('en'), zh: formatIn('zh') };
const texts = {} as {
  en: Awaited<ReturnType<typeof balanceTexts>>;
  zh: Awaited<ReturnType<typeof balanceTexts>>;
};
const balanceTexts = (language: 'en' | 'zh') => textsIn(language, 'balance');
beforeAll(async () => {
  texts.en = await balanceTexts('en');
  texts.zh = await balanceTexts('zh');
});

const notEstimable = (reason: string) => ({ kind: 'not-estimable', reason }) as const;
const idle = { status: 'not-applicable' } as const;

function indicator(facts: Partial<BalanceIndicator> = {}): BalanceIndicator {
  return {
    id: 'backbone',
    name: { en: 'Backbone teachers (county level and above)', zh: '县级以上骨干教师数' },
    shortName: { en: 'Backbone teachers', zh: '骨干教师' },
    unit: { en: 'per 100 pupils', zh: '每百名学生' },
    numeratorUnit: { en: 'teachers', zh: '人' },
    whole: true,
    mean: 1,
    cv: 0.62,
    cvLimit: 0.5,
    standard: 1,
    verdict: 'not-met',
    schools: [],
    excluded: [],
    redistribution: idle,
    addition: idle,
    shortfall: idle,
    history: [],
    trend: null,
    ...facts,
  } as BalanceIndicator;
}
const within = (id: string) => indicator({ id, cv: 0.1, verdict: 'met' });
const school = (
  code: string,
  verdict: BalanceSchool['verdict'] = 'met',
  facts: Partial<BalanceSchool> = {},
) =>
  ({
    schoolId: code,
    code,
    shortName: code,
    name: { en: `${code} School`, zh: `${code}小学` },
    verdict,
    ...facts,
  }) as BalanceSchool;

function balance(facts: Partial<Balance> = {}): Balance {
  return {
    packId: 'cn-2017-quality',
    packName: { en: 'High-quality balance 2017', zh: '优质均衡 2017' },
    stage: 'primary',
    year: 2025,
    verdict: 'not-met',
    reasons: [{ code: 'cv-over-limit', params: { indicator: 'backbone', cv: 0.62, cvLimit: 0.5 } }],
    indicators: [indicator(), within('a'), within('b')],
    schools: [school('BG'), school('ZS')],
    ...facts,
  } as Balance;
}
const verdict = (language: 'en' | 'zh', facts: Partial<Balance> = {}, meanLimit?: number) =>
  verdictSentence(balance(facts), texts[language], format[language], meanLimit);
const lead = (language: 'en' | 'zh', facts: Partial<Balance> = {}) =>
  leadSentence(balance(facts), texts[language], format[language]);

describe('the verdict', () => {
  it('counts the indicators over their limit, one and several', () => {
    expect(verdict('en')).toBe('Not yet balanced: 1 of 3 indicators is over the limit.');
    expect(verdict('zh')).toBe('尚未达到均衡：三项指标中有一项超出限值。');
    const two = { indicators: [indicator(), indicator({ id: 'x' }), within('b')] };
    expect(verdict('en', two)).toBe('Not yet balanced: 2 of 3 indicators are over the limit.');
    expect(verdict('zh', two)).toBe('尚未达到均衡：三项指标中有两项超出限值。');
  });
  it('says that all are within the limit', () => {
    const met = { verdict: 'met', indicators: [within('a'), within('b')], reasons: [] } as const;
    expect(verdict('en', { ...met, indicators: [...met.indicators], reasons: [] })).toBe(
      'Balanced: all 2 indicators are within the limit.',
    );
  });
  it('gives the mean variation and its limit, when met and when not', () => {
    const free = [0.1, 0.2].map((cv, at) => ({ ...indicator({ id: `f${at}`, cv, verdict: 'not-judged' }) }));
    for (const one of free) delete one.cvLimit;
    const met: Partial<Balance> = { verdict: 'met', indicators: free, reasons: [] };
    expect(verdict('en', met, 0.65)).toBe(
      'Balanced: the mean variation of the 2 indicators is 0.15, within the limit of 0.65.',
    );
    expect(verdict('zh', met, 0.65)).toBe('已达到均衡：两项指标的平均差异系数为0.15，在限值0.65以内。');
    expect(verdict('en', met)).toBe(
      'Balanced: the mean variation of the 2 indicators, 0.15, is within the limit.',
    );
    const over: Partial<Balance> = {
      indicators: free,
      reasons: [{ code: 'mean-cv-over-limit', params: { meanCv: 0.6504, cvLimit: 0.65 } }],
    };
    expect(verdict('en', over)).toBe(
      'Not yet balanced: the mean variation of the 2 indicators is 0.6504, over the limit of 0.65.',
    );
  });
  it('speaks of the schools where only they fall short', () => {
    const facts: Partial<Balance> = {
      indicators: [within('a')],
      reasons: [{ code: 'schools-not-met', params: { schools: 1, of: 2 } }],
    };
    expect(verdict('en', facts)).toBe(
      'Not yet balanced: the differences are within the limits, but 1 of 2 schools falls short of the standards.',
    );
    const gaps = { ...facts, reasons: [...facts.reasons!, { code: 'indicator-not-judged', params: {} }] };
    expect(verdict('en', gaps)).toBe('Not yet balanced: 1 of 2 schools falls short of the standards.');
    expect(verdict('zh', { ...facts, schools: [school('BG', 'not-met')] })).toBe(
      '尚未达到均衡：仅一所学校有数据，且未达到学校达标要求。',
    );
  });
  it('says why nothing is judged', () => {
    const because = (language: 'en' | 'zh', code: string, facts: Partial<Balance> = {}) =>
      verdict(language, {
        verdict: 'not-judged',
        reasons: [{ code, params: { indicator: 'x', schools: 2 } }],
        ...facts,
      });
    expect(because('en', 'no-schools')).toBe('Not judged: there are no figures for this choice yet.');
    expect(because('en', 'none', { schools: [] })).toBe(
      'Not judged: there are no figures for this choice yet.',
    );
    expect(because('en', 'no-thresholds')).toBe('Described, not judged: these standards set no limits.');
    expect(because('zh', 'stage-not-in-pack')).toBe('未作判定：《优质均衡 2017》未涉及小学学段。');
    expect(because('en', 'other', { schools: [school('BG')] })).toBe(
      'Not judged: one school alone has nothing to be compared with.',
    );
    expect(because('en', 'values-missing')).toBe(
      'Not judged yet: the figures of 1 indicator are incomplete.',
    );
    expect(because('en', 'schools-not-judged')).toBe(
      'Not judged yet: the figures of 2 schools are incomplete.',
    );
    expect(because('en', 'unheard-of')).toBe('Not judged.');
  });
  it('leaves no place unfilled in either language', () => {
    const codes = [
      'no-schools',
      'stage-not-in-pack',
      'no-thresholds',
      'values-missing',
      'schools-not-judged',
    ];
    for (const language of ['en', 'zh'] as const) {
      for (const code of codes) {
        const params = { indicator: 'x', schools: 12, of: 40 };
        expect(verdict(language, { verdict: 'not-judged', reasons: [{ code, params }] })).not.toMatch(
          /\{\{|verdict\./,
        );
      }
    }
  });
});

describe('the lead', () => {
  it('says what differs most and whither, and what would bring it under the limit', () => {
    const moving = indicator({
      history: [{ year: 2025, cv: 0.62 }],
      trend: { direction: 'narrowing', since: 2016, steps: 9 },
      redistribution: { status: 'found', amount: 5 },
    });
    expect(lead('en', { indicators: [moving, within('a')] })).toBe(
      'The schools differ most in backbone teachers (0.62, limit 0.50); the gap has narrowed every year since 2016. Moving five teachers would bring it under the limit.',
    );
    expect(lead('zh', { indicators: [moving, within('a')] })).toBe(
      '骨干教师的校际差异最大（0.62，限值0.50），自2016—2017学年以来逐年缩小。再流动五名教师，即可降到限值以内。',
    );
  });
  it('says one teacher, not one teachers', () => {
    const moving = indicator({ redistribution: { status: 'found', amount: 1 } });
    expect(lead('en', { indicators: [moving] })).toContain('Moving one teacher would bring');
    expect(lead('zh', { indicators: [moving] })).toContain('再流动一名教师');
  });
  it('compares with the year before where there is no unbroken run', () => {
    const after = (cv: number) =>
      lead('en', {
        indicators: [
          indicator({
            cv,
            history: [
              { year: 2024, cv: 0.6 },
              { year: 2025, cv },
            ],
          }),
        ],
      });
    expect(after(0.72)).toContain('; the gap is 0.12 wider than a year before.');
    expect(after(0.55)).toContain('; the gap is 0.05 narrower than a year before.');
    expect(after(0.603)).toContain('; the gap has hardly changed in a year.');
  });
  it('gives the figure of a distant year when one is compared with', () => {
    const earlier = compareWith(balance({ year: 2009, indicators: [indicator({ cv: 0.98 })] }), '2009/10');
    expect(leadSentence(balance(), texts.en, format.en, earlier)).toBe(
      'The schools differ most in backbone teachers (0.62, limit 0.50); in 2009/10 it was 0.98.',
    );
  });
  it('names up to six schools that fall short and counts more', () => {
    const failing = (count: number) =>
      Array.from({ length: count }, (_, index) => school(`S${index}`, 'not-met'));
    expect(lead('en', { schools: [school('BG'), ...failing(1)] })).toContain(
      'One school falls short of the standards: S0.',
    );
    expect(lead('en', { schools: [school('BG'), ...failing(3)] })).toContain(
      'Three schools fall short of the standards: S0, S1 and S2.',
    );
    expect(lead('zh', { schools: [school('BG'), ...failing(2)] })).toContain(
      '有两所学校未达到学校达标要求：S0和S1。',
    );
    expect(lead('en', { schools: [school('BG'), ...failing(28)] })).toContain(
      '28 of 29 schools fall short of the standards.',
    );
  });
  it('only names the schools where the verdict has counted them', () => {
    const facts: Partial<Balance> = {
      indicators: [within('a')],
      reasons: [{ code: 'schools-not-met', params: { schools: 1, of: 2 } }],
      schools: [school('BG'), school('ZS', 'not-met')],
    };
    expect(lead('en', facts)).toContain('The one that falls short is ZS.');
    expect(lead('en', { ...facts, schools: [school('BG', 'not-met'), school('ZS', 'not-met')] })).toContain(
      'Those that fall short are BG and ZS.',
    );
  });
  it('is empty when nothing can be estimated', () => {
    expect(lead('en', { indicators: [indicator({ cv: notEstimable('no-schools') })] })).toBe('');
  });
});

describe('what it would take', () => {
  const take = (language: 'en' | 'zh', facts: Partial<BalanceIndicator>) =>
    takeText(indicator(facts), new Map([['RM', school('RM')]]), texts[language], format[language]);

  it('moves or trains people, shares or adds things', () => {
    const both = {
      redistribution: { status: 'found', amount: 5 },
      addition: { status: 'found', amount: 10 },
    } as const;
    expect(take('en', both).text).toBe('5 teachers move, or 10 newly trained');
    expect(take('zh', both).text).toBe('流动5人，或新培养10人');
    const area = { ...both, whole: false, numeratorUnit: { en: 'm²', zh: 'm²' } };
    expect(take('en', { ...area, redistribution: { status: 'found', amount: 1089.03 } }).text).toBe(
      '1,090\u00a0m² shared, or 10\u00a0m² added',
    );
  });
  it('lifts the one school under the standard', () => {
    const facts: Partial<BalanceIndicator> = {
      verdict: 'met',
      shortfall: { status: 'found', amount: 1, additions: [{ schoolId: 'RM', amount: 1 }] },
    };
    expect(take('en', facts).text).toBe('1 teacher at RM lifts every school to the standard');
    expect(take('zh', facts).opens).toBe(true);
  });
  it('gives lowest and highest where nothing is limited', () => {
    const free = indicator({
      verdict: 'not-judged',
      mean: -0.2,
      schools: [-1.38, 0.94].map((value, at) => ({ schoolId: String(at), value, total: value })),
    });
    delete free.cvLimit;
    delete free.standard;
    expect(takeText(free, new Map(), texts.en, format.en)).toEqual({ text: '−1.38 to 0.94', opens: false });
  });
  it('says so when sharing is not enough', () => {
    expect(take('en', {}).text).toBe('sharing alone is not enough');
  });
});

it('shows a variation with as many decimals as tell it from its limit', () => {
  expect(cvAgainst(0.5028, 0.5, format.en)).toBe('0.503');
  expect(cvAgainst(0.50004, 0.5, format.en)).toBe('0.50004');
  expect(cvAgainst(0.5 + 1e-12, 0.5, format.en)).toBe('0.50');
  expect(cvAgainst(0.5, 0.5, format.en)).toBe('0.50');
  expect(cvAgainst(0.62, undefined, format.en)).toBe('0.62');
});

it('writes small counts as words in Chinese', () => {
  expect([2, 10, 12].map((count) => countWord(count, format.zh))).toEqual(['两', '十', '12']);
});

it('reads the limit of the mean from the pack', () => {
  const pack = (rules: object) => ({ rules }) as StandardPackBody;
  expect(meanLimitOf(pack({ variation: 'mean', cvLimit: { primary: 0.65 } }), 'primary')).toBe(0.65);
  expect(meanLimitOf(pack({ variation: 'mean', cvLimit: { primary: 0.65 } }), 'junior')).toBeUndefined();
  expect(meanLimitOf(pack({ variation: 'each', cvLimit: { primary: 0.65 } }), 'primary')).toBeUndefined();
  expect(meanLimitOf(undefined, 'primary')).toBeUndefined();
});

it('finds a brief name for every school without one', () => {
  const named = withBriefNames(
    balance({
      schools: ['Enfield', 'Hadley', 'Mayfield'].map((place) =>
        school(place, 'met', { shortName: null, code: '12', name: { en: `Oasis Academy ${place}`, zh: '' } }),
      ),
    }),
    format.en,
  );
  expect(named.schools.map(({ shortName }) => shortName)).toEqual(['Enfield', 'Hadley', 'Mayfield']);
});

describe('reasons', () => {
  it('have words in both languages, every one the engines can give', () => {
    const codes = reasonsOfEngines();
    expect(codes.size).toBeGreaterThan(15);
    for (const language of ['en', 'zh'] as const) {
      for (const code of codes) {
        expect(reasonText(code, texts[language]), `${code} (${language})`).not.toContain(code);
      }
    }
  });
  it('are named where they are unknown', () => {
    expect(reasonText('brand-new', texts.en)).toContain('brand-new');
    expect(reasonText(undefined, texts.en)).toBe('');
  });
});

/** Codes that stand in the engines' types and results as reasons. */
function reasonsOfEngines(): Set<string> {
  const folder = fileURLToPath(new URL('../../../../engines/balance/', import.meta.url));
  const codes = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name))) {
    const source = readFileSync(`${folder}${file}`, 'utf8');
    for (const [, code] of source.matchAll(/(?:notEstimable\(|reason: )'([a-z-]+)'/g)) codes.add(code!);
  }
  return codes;
}

it('paper names the school year and the day, which the screen shows in its controls', () => {
  const choice = { year: 2025, asOf: '2026-03-01' };
  expect(printedChoice(choice, texts.en, format.en)).toBe('2025/26 · As of 1 Mar 2026');
  expect(printedChoice(choice, texts.zh, format.zh)).toBe('2025—2026学年 · 截至2026年3月1日');
  expect(printedChoice({ year: null, asOf: '2026-03-01' }, texts.en, format.en)).toBe('As of 1 Mar 2026');
});
