import type { RouteRequest } from '@trellis/contract';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertWritesSchool } from './policy.ts';
import { replaceProfileFrom } from './store.ts';

export async function changeSchoolProfile(
  database: TrellisDatabase,
  actor: Actor,
  schoolId: string,
  change: RouteRequest<'POST /api/schools/:id/profile'>['body'],
  today: string,
): Promise<void> {
  if ((change.lat === null) !== (change.lon === null)) {
    throw new AppError(
      'unprocessable',
      { en: 'A position needs both latitude and longitude.', zh: '位置需同时填写纬度和经度。' },
      [
        {
          path: change.lat === null ? 'lat' : 'lon',
          message: { en: 'Fill this in, or clear the other.', zh: '请补填此项，或清空另一项。' },
        },
      ],
    );
  }
  await database.asBureau(actor.bureauId, async (db) => {
    await assertWritesSchool(db, actor, schoolId, today);
    const changed = await replaceProfileFrom(db, schoolId, {
      from: change.from,
      name_en: change.name.en.trim(),
      name_zh: change.name.zh.trim(),
      short_name: change.shortName,
      stage: change.stage,
      location: change.location,
      lat: change.lat,
      lon: change.lon,
      level: change.level,
      source: change.source,
    });
    if (!changed) {
      throw new AppError(
        'unprocessable',
        {
          en: `The school did not exist on ${change.from}. Choose a day on which it was open.`,
          zh: `${change.from} 该校尚未设立或已撤销。请选择学校存续期间的日期。`,
        },
        [{ path: 'from', message: { en: 'Outside the school’s life.', zh: '不在学校存续期间。' } }],
      );
    }
  });
}
