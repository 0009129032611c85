import type { Balance, Estimate, Language, Remedy } from '@trellis/contract';
import { inLanguage } from '../../../platform/http/index.ts';
import { type SheetToWrite, writeWorkbook } from '../../../platform/tables/index.ts';
import { writeHeadline } from './headline.ts';
import { WORDS } from './words.ts';

/** The judged group as a workbook: verdicts, schools against standards, what it would take, history. */
export function writeBalanceWorkbook(balance: Balance, language: Language): Promise<Uint8Array> {
  const words = WORDS[language];
  const say = (text: { en: string; zh: string }) => inLanguage(text, language);
  const nameOf = new Map(balance.schools.map((school) => [school.schoolId, say(school.name)]));
  /** Where nobody has figures an indicator says so, not that there are no schools. */
  const figureOf = (one: Balance['indicators'][number], estimate: Estimate) =>
    typeof estimate === 'number'
      ? estimate
      : words.reason(one.reason === 'no-values' ? one.reason : estimate.reason);
  /** A number where there is one, unrounded, so that the sheet can be calculated with; words otherwise. */
  const amountOf = (remedy: Remedy) => (remedy.status === 'found' ? remedy.amount! : words.remedy(remedy));
  const variation: SheetToWrite = {
    name: words.variation,
    columns: [
      { header: words.indicator, width: 28 },
      { header: words.unit, width: 18 },
      { header: words.mean, type: 'number' },
      { header: words.cv, type: 'number' },
      { header: words.limit, type: 'number' },
      { header: words.verdict, width: 12 },
      { header: words.cvUnweighted, type: 'number', width: 16 },
      { header: words.gini, type: 'number' },
      { header: words.theilT, type: 'number' },
      { header: words.move, width: 18 },
      { header: words.add, width: 18 },
      { header: words.cvAfterMove, type: 'number', width: 16 },
    ],
    rows: balance.indicators.map((one) => [
      say(one.name),
      say(one.unit),
      figureOf(one, one.mean),
      figureOf(one, one.cv),
      one.cvLimit ?? null,
      words.verdicts[one.verdict],
      figureOf(one, one.cvUnweighted),
      figureOf(one, one.gini),
      figureOf(one, one.theilT),
      amountOf(one.redistribution),
      amountOf(one.addition),
      one.redistribution.cvAfter ?? null,
    ]),
  };
  const schools: SheetToWrite = {
    name: words.schools,
    columns: [
      { header: words.school, width: 24 },
      { header: words.stage },
      { header: words.pupils, type: 'number' },
      ...balance.indicators.map((one) => ({
        header: `${say(one.shortName)} (${say(one.unit)})`,
        type: 'number' as const,
        width: 18,
      })),
      { header: words.metOf, width: 12 },
      { header: words.verdict, width: 12 },
    ],
    rows: [
      [words.standard, null, null, ...balance.indicators.map((one) => one.standard ?? null), null, null],
      ...balance.schools.map((school) => [
        say(school.name),
        words.stages[school.stage] ?? school.stage,
        school.pupils,
        ...balance.indicators.map(
          (one) => one.schools.find((cell) => cell.schoolId === school.schoolId)?.value ?? null,
        ),
        `${school.met}/${school.of}`,
        words.schoolVerdicts[school.verdict],
      ]),
    ],
  };
  const transfers: SheetToWrite = {
    name: words.whatItTakes,
    columns: [
      { header: words.indicator, width: 28 },
      { header: words.from, width: 24 },
      { header: words.to, width: 24 },
      { header: words.amount, type: 'number' },
      { header: words.unit },
    ],
    rows: balance.indicators.flatMap((one) => [
      ...(one.redistribution.transfers ?? []).map((move) => [
        say(one.name),
        nameOf.get(move.fromSchoolId) ?? '',
        nameOf.get(move.toSchoolId) ?? '',
        move.amount,
        say(one.numeratorUnit),
      ]),
      ...(one.addition.additions ?? []).map((added) => [
        say(one.name),
        words.newlyProvided,
        nameOf.get(added.schoolId) ?? '',
        added.amount,
        say(one.numeratorUnit),
      ]),
      ...(one.shortfall.additions ?? []).map((added) => [
        say(one.name),
        words.toStandard,
        nameOf.get(added.schoolId) ?? '',
        added.amount,
        say(one.numeratorUnit),
      ]),
    ]),
  };
  const history: SheetToWrite = {
    name: words.history,
    columns: [
      { header: words.indicator, width: 28 },
      ...balance.years.map((year) => ({ header: String(year), type: 'number' as const, width: 9 })),
    ],
    rows: balance.indicators.map((one) => [
      say(one.name),
      ...balance.years.map((year) => one.history.find((point) => point.year === year)?.cv ?? null),
    ]),
  };
  const about: SheetToWrite = {
    name: words.about,
    columns: [
      { header: words.item, width: 22 },
      { header: words.content, width: 80 },
    ],
    rows: [
      [words.group, say(balance.group.name)],
      [words.pack, say(balance.packName)],
      [words.stage, words.stages[balance.stage ?? ''] ?? balance.stage ?? ''],
      [words.year, balance.year === null ? '' : words.schoolYear(balance.year)],
      [words.membersAsOf, balance.asOf],
      [words.area, words.areaLine(balance.area.schools, balance.area.pupils)],
      [words.verdict, writeHeadline(balance, language)],
      [words.weighting, words.weightings[balance.weighting]],
    ],
  };
  return writeWorkbook({ sheets: [about, variation, schools, transfers, history] });
}
