/**
 * What a cell's number format says the number is, and the dates behind serial numbers.
 * Days count from 1900-01-01 = 1 with a 29 February 1900 that never was (serial 60), or from
 * 1904-01-01 = 0 in workbooks made on old Macintoshes.
 */

const DAY_MILLISECONDS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const MAX_SERIAL = 2_958_465;

export function numberFormatKind(
  id: number,
  code: string | undefined,
): 'number' | 'date' | 'time' | 'percent' {
  if (code === undefined) {
    if (id === 9 || id === 10) return 'percent';
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return 'time';
    // 27–36 and 50–58 are the East Asian dates.
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
    return 'number';
  }
  const bare = code
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .split(';', 1)[0] as string;
  if (bare.includes('%')) return 'percent';
  if (/general/i.test(bare)) return 'number';
  if (/[yd]/i.test(bare)) return 'date';
  if (/[hs]/i.test(bare)) return 'time';
  return /m/i.test(bare) ? 'date' : 'number';
}

/** ISO text of a serial date: "2019-09-01", with the time of day when there is one; "08:30" for a time. */
export function formatSerialDate(
  serial: number,
  usesDates1904: boolean,
  kind: 'date' | 'time',
): string | undefined {
  if (serial < 0 || serial > MAX_SERIAL) return undefined;
  const day = usesDates1904 || serial >= 60 ? serial : serial + 1;
  const epoch = usesDates1904 ? EPOCH_1904 : EPOCH_1900;
  const moment = new Date(epoch + Math.round(day * 86_400) * 1000);
  const iso = moment.toISOString();
  const time = iso.slice(17, 19) === '00' ? iso.slice(11, 16) : iso.slice(11, 19);
  if (kind === 'time' && serial < 1) return time;
  return moment.getTime() % DAY_MILLISECONDS === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)}T${time}`;
}
