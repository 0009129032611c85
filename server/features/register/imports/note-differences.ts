/** What a file tells otherwise than the register: the register keeps what it has, and says so. */
import type { LocalText } from '@trellis/contract';
import { LOCATION_NAMES, nameKey, type SchoolLocation } from '../../../../contract/template/index.ts';
import { type CheckContext, schoolLabel } from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import type { Position } from './gcj02.ts';
import { holdsOnDay } from './spans.ts';
import { stageName } from './words.ts';

/** These hold several stages, or none of the ladder: a row of another stage says nothing against them. */
const BROAD_STAGES = new Set([
  'all-through',
  'nine-year',
  'junior-senior',
  'twelve-year',
  'special',
  'vocational',
]);
const FAR_KILOMETRES = 1;

export interface ToldFacts {
  readonly row: number;
  readonly day: string;
  readonly name: string | null;
  readonly stage: string | null;
  readonly location: string | null;
  readonly position: Position | null;
}

/** Call before what the register lacks is filled in. */
export function noteDifferences(context: CheckContext, school: DraftSchool, told: ToldFacts): void {
  const { tally, findings, reader } = context;
  const profile = school.profiles.find(({ span }) => holdsOnDay(span, told.day)) ?? school.profiles.at(-1);
  if (!profile) return;
  const note = (column: string, field: LocalText, said: LocalText | string, kept: LocalText | string) => {
    tally.notice(findings, 'kept-as-on-record', {
      ...reader.place(column),
      row: told.row,
      value: String(reader.cell(column) ?? ''),
      params: { school: schoolLabel(school), field, told: said, kept },
    });
  };
  const names = school.profiles.flatMap((one) => [one.nameEn, one.nameZh, one.shortName ?? '']);
  if (told.name !== null && !names.some((name) => nameKey(name) === nameKey(told.name!))) {
    note('school', { en: 'name', zh: '名称' }, told.name, schoolLabel(school));
  }
  if (told.stage !== null && profile.stage !== null && told.stage !== profile.stage) {
    if (!BROAD_STAGES.has(profile.stage))
      note('stage', { en: 'stage', zh: '学段' }, stageName(told.stage), stageName(profile.stage));
  }
  if (told.location !== null && profile.location !== null && told.location !== profile.location) {
    const kept = LOCATION_NAMES[profile.location as SchoolLocation];
    note(
      'location',
      { en: 'kind of location', zh: '城乡类型' },
      LOCATION_NAMES[told.location as SchoolLocation],
      kept,
    );
  }
  if (told.position !== null && profile.lat !== null && profile.lon !== null) {
    const kept = { lat: profile.lat, lon: profile.lon };
    if (distanceKilometres(told.position, kept) > FAR_KILOMETRES)
      note('lat', { en: 'position', zh: '位置' }, showPosition(told.position), showPosition(kept));
  }
}

/** Good enough to tell a kilometre. */
function distanceKilometres(a: Position, b: Position): number {
  const toRadians = Math.PI / 180;
  const north = (a.lat - b.lat) * 111.2;
  const east = (a.lon - b.lon) * 111.2 * Math.cos(((a.lat + b.lat) / 2) * toRadians);
  return Math.hypot(north, east);
}

function showPosition({ lat, lon }: Position): string {
  return `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
}
