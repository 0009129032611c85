import type { balanceRoutes } from '@trellis/contract';
import { type Handlers, inLanguage } from '../../../platform/http/index.ts';
import { dropPack, listPacksAndDescription, savePack } from './packs.ts';
import { explainCell, getBalance } from './queries.ts';
import { rankGroups } from './ranking.ts';
import { renderBalanceReport } from './report.ts';
import type { BalanceServices } from './types.ts';
import { writeBalanceWorkbook } from './workbook.ts';

/** A row of an imported file is told by the feature that keeps the files. */
type BalanceRoute = Exclude<keyof typeof balanceRoutes, 'GET /api/imports/:id/rows/:row'>;

const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function createBalanceHandlers(services: BalanceServices): Handlers<BalanceRoute> {
  const { database } = services;
  return {
    'GET /api/packs': ({ actor }) => database.asBureau(actor.bureauId, listPacksAndDescription),
    'PUT /api/packs/:packId': async ({ actor, params, body }) => {
      await database.asBureau(actor.bureauId, (db) =>
        savePack(db, actor.bureauId, actor.userId, params.packId, body),
      );
      return { done: true };
    },
    'DELETE /api/packs/:packId': async ({ actor, params }) => {
      await database.asBureau(actor.bureauId, (db) =>
        dropPack(db, actor.bureauId, actor.userId, params.packId),
      );
      return { done: true };
    },
    'GET /api/groups/:id/balance': ({ actor, params, query, context }) =>
      getBalance(services, actor, params.id, query, context.today),
    'GET /api/groups/:id/balance/cell': ({ actor, params, query, context }) =>
      explainCell(services, actor, params.id, query, context.today),
    'GET /api/groups/:id/balance.xlsx': async ({ actor, params, query, context }) => {
      const balance = await getBalance(services, actor, params.id, query, context.today);
      const title = query.lang === 'zh' ? '均衡发展' : 'balance';
      return {
        file: await writeBalanceWorkbook(balance, query.lang),
        fileName: `${inLanguage(balance.group.name, query.lang)} ${title} ${balance.year ?? ''}.xlsx`,
        contentType: WORKBOOK_TYPE,
      };
    },
    'GET /api/groups/:id/balance/report': async ({ actor, params, query, context }) => ({
      html: renderBalanceReport(
        await getBalance(services, actor, params.id, query, context.today),
        query.lang,
        context.today,
      ),
    }),
    'GET /api/bureau/balance': ({ actor, query, context }) =>
      rankGroups(services, actor, query, context.today),
  };
}
