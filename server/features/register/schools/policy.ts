import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { isSchoolInGroups, isSchoolKnown } from './store.ts';

/** A school is seen by the bureau, by its own people, and by the people of a group it belongs to. */
export async function assertSeesSchool(
  db: BureauTransaction,
  actor: Actor,
  schoolId: string,
  today: string,
): Promise<void> {
  if (actor.bureauWide) {
    if (await isSchoolKnown(db, schoolId)) return;
    throw schoolNotFound();
  }
  if (actor.authorities.some((one) => one.scopeKind === 'school' && one.scopeId === schoolId)) return;
  if (await isSchoolInGroups(db, schoolId, actor.visibleGroupIds, today)) return;
  throw schoolNotFound();
}

/** A school's facts are changed by the bureau or by the chief principal of its group. */
export async function assertWritesSchool(
  db: BureauTransaction,
  actor: Actor,
  schoolId: string,
  today: string,
): Promise<void> {
  await assertSeesSchool(db, actor, schoolId, today);
  if (actor.bureauWide || (await isSchoolInGroups(db, schoolId, actor.ledGroupIds, today))) return;
  throw new AppError('not-allowed', {
    en: 'Only the chief principal of the school’s group or a bureau officer may change it.',
    zh: '只有该校所在集团的总校长或教育局管理人员可以修改。',
  });
}

export function schoolNotFound(): AppError {
  return new AppError('not-found', {
    en: 'There is no such school, or it is outside what you may see.',
    zh: '该学校不存在，或不在您的查看范围内。',
  });
}
