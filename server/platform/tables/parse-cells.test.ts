import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLANK_TOKENS, detectDateOrder, parseDate, parseNumber, parseSchoolYear } from './index.ts';

describe('parseNumber', () => {
  test.each([
    [1200, 1200],
    ['1200', 1200],
    [' -3.5 ', -3.5],
    ['1.2e3', 1200],
    ['.5', 0.5],
    ['007', 7],
  ])('reads %j as a plain number', (cell, value) => {
    expect(parseNumber(cell)).toMatchObject({ ok: true, value });
  });

  test('marks plain digits in a text cell, so that a workbook can be told of them', () => {
    expect(parseNumber('1200')).toEqual({ ok: true, value: 1200, isDigitsAsText: true });
    expect(parseNumber(1200)).toEqual({ ok: true, value: 1200 });
  });

  test.each([
    ['１，２００', 1200],
    ['１２００', 1200],
    ['1,200', 1200],
    ['1,234,567.5', 1_234_567.5],
    ['1 200', 1200],
    ['1\u00a0200', 1200],
    ["1'200", 1200],
    ['−3', -3],
    ['1.2万', 12_000],
    ['3 亿', 300_000_000],
  ])('refuses %j as a number written as text, proposing the reading', (cell, suggestion) => {
    expect(parseNumber(cell)).toEqual({ ok: false, code: 'number-as-text', suggestion });
    expect(parseNumber(cell, { acceptNumbersAsText: true })).toEqual({ ok: true, value: suggestion });
  });

  test.each([
    ['1.200,5', 'ambiguous-number', 1200.5],
    ['1.200.000', 'ambiguous-number', 1_200_000],
    ['12,5', 'ambiguous-number', 12.5],
    ['12%', 'percent-as-number', 0.12],
    ['１２％', 'percent-as-number', 0.12],
    ['约300', 'approximate-number', 300],
    ['300左右', 'approximate-number', 300],
    ['300+', 'approximate-number', 300],
    ['<5', 'approximate-number', 5],
    ['1200人', 'number-with-unit', 1200],
    ['¥300', 'number-with-unit', 300],
    ['45 ㎡', 'number-with-unit', 45],
  ])('never accepts %j: %s', (cell, code, suggestion) => {
    for (const acceptNumbersAsText of [false, true]) {
      expect(parseNumber(cell, { acceptNumbersAsText })).toEqual({ ok: false, code, suggestion });
    }
  });

  test.each([
    ['many', 'not-a-number'],
    ['三百', 'not-a-number'],
    ['1,20,3', 'not-a-number'],
    ['12 34', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['1e999', 'not-a-number'],
    [true, 'not-a-number'],
    [Number.NaN, 'not-a-number'],
    ['#DIV/0!', 'error-cell'],
    ['#N/A', 'error-cell'],
    ['无', 'none-or-zero'],
    ['None', 'none-or-zero'],
  ])('refuses %j: %s', (cell, code) => {
    expect(parseNumber(cell)).toEqual({ ok: false, code });
  });

  test('takes empty cells and the listed tokens as blank', () => {
    for (const cell of [null, undefined, '', '  ', 'N/A', '－', '－－', ...BLANK_TOKENS]) {
      expect(parseNumber(cell)).toEqual({ ok: true, value: null });
    }
  });

  test('reads any number a program prints', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const outcome = parseNumber(String(number));
        expect(outcome.ok && outcome.value).toBe(Number(String(number)));
      }),
    );
  });

  test('proposes for any grouped or full-width whole number the number itself, and never accepts it unasked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e12 }), (number) => {
        const fullWidth = String(number).replace(/\d/g, (digit) =>
          String.fromCharCode(0xff10 + Number(digit)),
        );
        for (const text of [number.toLocaleString('en'), number.toLocaleString('fr'), fullWidth]) {
          expect(parseNumber(text)).toEqual({ ok: false, code: 'number-as-text', suggestion: number });
        }
      }),
    );
  });

  test('answers any text without throwing, and never with a number that is not finite', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const outcome = parseNumber(text, { acceptNumbersAsText: true });
        const number = outcome.ok ? outcome.value : outcome.suggestion;
        expect(number === null || number === undefined || Number.isFinite(number)).toBe(true);
      }),
    );
  });
});

describe('parseDate', () => {
  test.each([
    ['2019-09-01', '2019-09-01'],
    ['2019-09-01T08:30', '2019-09-01'],
    ['2019-09-01 00:00:00', '2019-09-01'],
    ['2019/9/1', '2019-09-01'],
    ['2019.9.1', '2019-09-01'],
    ['2019年9月1日', '2019-09-01'],
    ['２０１９年９月１日', '2019-09-01'],
    ['20190901', '2019-09-01'],
    [20190901, '2019-09-01'],
    [43709, '2019-09-01'],
    ['43709', '2019-09-01'],
    ['31-08-2019', '2019-08-31'],
    ['08/31/2019', '2019-08-31'],
    ['03/03/2019', '2019-03-03'],
    ['01-Sep-2019', '2019-09-01'],
    ['29-02-2020', '2020-02-29'],
  ])('reads %j', (cell, value) => {
    expect(parseDate(cell)).toEqual({ ok: true, value });
  });

  test('refuses a day that can be two, with both readings, unless told the order', () => {
    expect(parseDate('03/04/2019')).toEqual({
      ok: false,
      code: 'ambiguous-date',
      first: '2019-04-03',
      second: '2019-03-04',
    });
    expect(parseDate('03/04/2019', { order: 'ymd' }).ok).toBe(false);
    expect(parseDate('03/04/2019', { order: 'dmy' })).toEqual({ ok: true, value: '2019-04-03' });
    expect(parseDate('03-04-2019', { order: 'mdy' })).toEqual({ ok: true, value: '2019-03-04' });
    expect(parseDate('31/08/2019', { order: 'mdy' })).toEqual({ ok: false, code: 'bad-date' });
  });

  test('tells the order of a column that proves it', () => {
    expect(detectDateOrder(['03/04/2019', '31/08/2019', null])).toBe('dmy');
    expect(detectDateOrder(['03/04/2019', '08/31/2019'])).toBe('mdy');
    expect(detectDateOrder(['03/04/2019'])).toBeUndefined();
    expect(detectDateOrder(['31/08/2019', '08/31/2019'])).toBeUndefined();
  });

  test.each([['2019'], [2019], ['2019-02-29'], ['2019-13-01'], ['1/2/19'], ['soon'], [true], ['2019-9']])(
    'refuses %j',
    (cell) => {
      expect(parseDate(cell)).toEqual({ ok: false, code: 'bad-date' });
    },
  );

  test('proposes the first day of a month alone', () => {
    expect(parseDate('2019年9月')).toEqual({ ok: false, code: 'bad-date', suggestion: '2019-09-01' });
  });

  test('takes blanks as blank', () => {
    for (const cell of [null, '', '—', 'N/A']) expect(parseDate(cell)).toEqual({ ok: true, value: null });
  });

  test('reads every day from its ISO, Chinese and day-first form alike', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1600-01-01'), max: new Date('2400-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [year, month, day] = iso.split('-').map(Number);
          expect(parseDate(iso)).toEqual({ ok: true, value: iso });
          expect(parseDate(`${year}年${month}月${day}日`)).toEqual({ ok: true, value: iso });
          expect(parseDate(`${day}/${month}/${year}`, { order: 'dmy' })).toEqual({ ok: true, value: iso });
        },
      ),
    );
  });
});

describe('parseSchoolYear', () => {
  test.each([
    [2019],
    ['2019'],
    ['2019年'],
    ['2019学年'],
    ['2019-2020学年'],
    ['2019-20'],
    ['2019/20'],
    ['2019/2020'],
    ['2019—2020学年度'],
    ['２０１９'],
    [201920],
  ])('reads %j as the year that begins in 2019', (cell) => {
    expect(parseSchoolYear(cell)).toEqual({ ok: true, value: 2019 });
  });

  test('crosses the century', () => {
    expect(parseSchoolYear('1999-00')).toEqual({ ok: true, value: 1999 });
  });

  test.each([
    ['2019-2021'],
    ['2019-12-01'],
    ['19'],
    ['last year'],
    [3019],
    [true],
    ['2019-2020学年第一学期'],
  ])('refuses %j', (cell) => {
    expect(parseSchoolYear(cell)).toEqual({ ok: false, code: 'bad-year' });
  });
});
