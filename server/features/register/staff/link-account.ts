import type { RouteRequest } from '@trellis/contract';
import { sql } from 'kysely';
import { AppError } from '../../../platform/errors/index.ts';
import { changeStaff, type Parts } from './commands.ts';

/** Lets an account read one record as its own, or takes that away. */
export function linkAccount(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/account'>['body'],
): Promise<void> {
  const { userId, reason } = request;
  return changeStaff(parts, staffId, { cause: 'correction', reason }, async ({ db }) => {
    if (userId !== null) {
      const held = await sql`select 1 from authority where bureau_id = trellis_bureau()
        and user_id = ${userId} limit 1`.execute(db);
      if (held.rows.length === 0) {
        throw new AppError(
          'unprocessable',
          {
            en: 'This account holds nothing in your bureau. Invite the person first.',
            zh: '该账号在本局没有职权。请先邀请该人员。',
          },
          [{ path: 'userId', message: { en: 'Choose another account.', zh: '请选择其他账号。' } }],
        );
      }
      const { rows } = await sql<{ name_en: string; name_zh: string }>`
        select name_en, name_zh from staff where bureau_id = trellis_bureau()
          and user_id = ${userId} and id <> ${staffId}`.execute(db);
      const other = rows[0];
      if (other) {
        throw new AppError('conflict', {
          en: `This account is linked to ${other.name_en || other.name_zh} already. Take that link away first.`,
          zh: `该账号已关联${other.name_zh || other.name_en}。请先解除原关联。`,
        });
      }
    }
    await sql`update staff set user_id = ${userId} where bureau_id = trellis_bureau() and id = ${staffId}`.execute(
      db,
    );
  });
}
