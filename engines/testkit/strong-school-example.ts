/**
 * A Strong School programme that never was: pupils of weak and strong schools over four years, with known effects.
 *
 * Weak schools are chosen for the programme more often, so levels differ but trends do not. For a subject s, pupil i of
 * school j in year t, D = 1 in a programme school from its first year on:
 *   peers = school + pupil + 0.45 D + noise;  leadership_jt = school + 0.80 D + noise;  style_jt = school + 0.50 D + noise
 *   score_s = school + pupil + year + 0.2 ses + direct_s D + β_s peers + λ_s leadership + 0 · style + shock_jt + noise
 * Scores have variance one among all pupils without the programme, so effects are in such standard deviations.
 * Mediators are measured in autumn, scores in the following summer. Everything here is invented.
 * Shapes: one row per pupil and year, sorted by school, pupil, year. Cost O(rows).
 */

import { createNormalDraws, EngineInputError, type RandomNumbers } from '../kernel/index.ts';

/** Effects of one subject, in standard deviations. */
export interface StrongSchoolTruth {
  readonly total: number;
  readonly direct: number;
  readonly indirect: {
    readonly peerRelationships: number;
    readonly principalLeadership: number;
    readonly teachingStyle: number;
  };
}

/** The rows and what made them. */
export interface StrongSchoolExample {
  readonly rows: number;
  readonly columns: {
    /** 0 … schools − 1. */
    readonly school: Int32Array;
    /** 0 … pupils − 1. */
    readonly pupil: Int32Array;
    readonly year: Int32Array;
    /** First year of the programme; 0 for never. */
    readonly firstYear: Int32Array;
    /** 1 in a programme school from its first year on. */
    readonly programme: Float64Array;
    readonly mathematics: Float64Array;
    readonly chinese: Float64Array;
    readonly peerRelationships: Float64Array;
    /** One number per school and year. */
    readonly principalLeadership: Float64Array;
    /** One number per school and year. */
    readonly teachingStyle: Float64Array;
    readonly socioeconomicStatus: Float64Array;
    readonly girl: Float64Array;
  };
  readonly truth: { readonly mathematics: StrongSchoolTruth; readonly chinese: StrongSchoolTruth };
  /** When within a school year: mediators in autumn, scores in summer. */
  readonly measuredAt: { readonly mediators: number; readonly scores: number };
}

export interface StrongSchoolOptions {
  /** 60 when left out. */
  readonly schools?: number;
  /** 28 when left out. */
  readonly treatedSchools?: number;
  /** 160 when left out. */
  readonly pupilsPerSchool?: number;
  /** 2018 to 2021 when left out. */
  readonly years?: readonly number[];
  /** The third year when left out, so that two years show the trends before. */
  readonly firstYear?: number;
}

/**
 * The seed of the example as it is shown. Of honest 95 % intervals one in twenty misses, and the example has ten: in
 * these rows all ten hold. Whether they miss no more often than they should is what the coverage bench measures.
 */
export const STRONG_SCHOOL_SEED = 2019;

const RESPONSES = { peers: 0.45, leadership: 0.8, style: 0.5 };
const WEAKER_BY = 0.3;
const SES_SLOPE = 0.2;
const SUBJECTS = {
  mathematics: { total: 0.67, peers: 0.4, leadership: 0.25 },
  chinese: { total: 0.63, peers: 0.35, leadership: 0.3 },
};
const SCHOOL_VARIANCE = 0.15;
const SHOCK_VARIANCE = 0.01;
const PUPIL_VARIANCE = 0.3;

/**
 * Draws the example; the same generator gives the same rows.
 *
 * @param random a seeded generator
 * @throws {EngineInputError} `impossible-sizes`
 * @example
 * simulateStrongSchools(createRandomNumbers(1), { pupilsPerSchool: 5 }).rows; // 1200
 */
export function simulateStrongSchools(
  random: RandomNumbers,
  options: StrongSchoolOptions = {},
): StrongSchoolExample {
  const {
    schools = 60,
    treatedSchools = 28,
    pupilsPerSchool = 160,
    years = [2018, 2019, 2020, 2021],
  } = options;
  const firstYear = options.firstYear ?? years[2] ?? 0;
  if (
    !(
      schools >= 2 &&
      treatedSchools >= 1 &&
      treatedSchools < schools &&
      pupilsPerSchool >= 1 &&
      years.length >= 1
    )
  )
    throw new EngineInputError({
      code: 'impossible-sizes',
      message: `${treatedSchools} of ${schools} schools with ${pupilsPerSchool} pupils over ${years.length} years cannot be drawn. Keep at least one school without the programme.`,
      params: { schools, treatedSchools, pupilsPerSchool, years: years.length },
    });
  const draw = createNormalDraws(random);
  const rows = schools * pupilsPerSchool * years.length;
  const integers = () => new Int32Array(rows);
  const numbers = () => new Float64Array(rows);
  const columns = {
    school: integers(),
    pupil: integers(),
    year: integers(),
    firstYear: integers(),
    programme: numbers(),
    mathematics: numbers(),
    chinese: numbers(),
    peerRelationships: numbers(),
    principalLeadership: numbers(),
    teachingStyle: numbers(),
    socioeconomicStatus: numbers(),
    girl: numbers(),
  };
  const truth = { mathematics: readTruth('mathematics'), chinese: readTruth('chinese') };
  const treatedShare = treatedSchools / schools;
  const chosenVariance = WEAKER_BY ** 2 * treatedShare * (1 - treatedShare);
  let row = 0;
  for (let school = 0; school < schools; school++) {
    // Spread evenly over the codes, so that neither order nor code tells who takes part.
    const takesPart =
      Math.floor(((school + 1) * treatedSchools) / schools) > Math.floor((school * treatedSchools) / schools);
    const level = draw() * Math.sqrt(SCHOOL_VARIANCE - chosenVariance) - (takesPart ? WEAKER_BY : 0);
    const peersLevel = draw() * Math.sqrt(0.1);
    const [leadershipLevel, styleLevel] = [draw() * Math.sqrt(0.5), draw() * Math.sqrt(0.5)];
    const waves = years.map((year) => ({
      year,
      programme: takesPart && year >= firstYear ? 1 : 0,
      leadership: leadershipLevel + draw() * Math.sqrt(0.5),
      style: styleLevel + draw() * Math.sqrt(0.5),
      shocks: {
        mathematics: draw() * Math.sqrt(SHOCK_VARIANCE),
        chinese: draw() * Math.sqrt(SHOCK_VARIANCE),
      },
    }));
    for (let pupil = 0; pupil < pupilsPerSchool; pupil++) {
      const status = draw();
      const girl = random() < 0.5 ? 1 : 0;
      const peersPupil = draw() * Math.sqrt(0.4);
      const ability = {
        mathematics: draw() * Math.sqrt(PUPIL_VARIANCE),
        chinese: draw() * Math.sqrt(PUPIL_VARIANCE),
      };
      for (const [wave, { year, programme, leadership, style, shocks }] of waves.entries()) {
        const peers = peersLevel + peersPupil + RESPONSES.peers * programme + draw() * Math.sqrt(0.5);
        const led = leadership + RESPONSES.leadership * programme;
        columns.school[row] = school;
        columns.pupil[row] = school * pupilsPerSchool + pupil;
        columns.year[row] = year;
        columns.firstYear[row] = takesPart ? firstYear : 0;
        columns.programme[row] = programme;
        columns.peerRelationships[row] = round(peers);
        columns.principalLeadership[row] = round(led);
        columns.teachingStyle[row] = round(style + RESPONSES.style * programme);
        columns.socioeconomicStatus[row] = round(status);
        columns.girl[row] = girl;
        for (const subject of ['mathematics', 'chinese'] as const) {
          const slopes = SUBJECTS[subject];
          const explained =
            SCHOOL_VARIANCE +
            SHOCK_VARIANCE +
            PUPIL_VARIANCE +
            SES_SLOPE ** 2 +
            slopes.peers ** 2 +
            slopes.leadership ** 2;
          columns[subject][row] = round(
            level +
              ability[subject] +
              0.05 * wave +
              SES_SLOPE * status +
              truth[subject].direct * programme +
              slopes.peers * peers +
              slopes.leadership * led +
              shocks[subject] +
              draw() * Math.sqrt(1 - explained),
          );
        }
        row++;
      }
    }
  }
  return { rows, columns, truth, measuredAt: { mediators: 0.25, scores: 0.8 } };
}

function readTruth(subject: keyof typeof SUBJECTS): StrongSchoolTruth {
  const { total, peers, leadership } = SUBJECTS[subject];
  const indirect = {
    peerRelationships: RESPONSES.peers * peers,
    principalLeadership: RESPONSES.leadership * leadership,
    teachingStyle: 0,
  };
  return { total, direct: total - indirect.peerRelationships - indirect.principalLeadership, indirect };
}

/** Four decimals, as a file would carry them. */
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
