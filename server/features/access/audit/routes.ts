import type { auditRoutes } from '@trellis/contract';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Actor, Handlers, RequestContext } from '../../../platform/http/index.ts';
import { collectEntries, listEntries } from './queries.ts';
import { auditTitle, writeAuditWorkbook } from './write-audit-workbook.ts';

export function createAuditHandlers({
  database,
}: {
  database: TrellisDatabase;
}): Handlers<keyof typeof auditRoutes> {
  const parts = ({ actor, context }: { actor: Actor; context: RequestContext }) => ({
    database,
    actor,
    today: context.today,
  });
  return {
    'GET /api/audit/entries': (asked) => listEntries(parts(asked), asked.query),
    'GET /api/audit/entries.xlsx': async (asked) => {
      const { today } = asked.context;
      const language = asked.query.lang ?? asked.context.language;
      const entries = await collectEntries(parts(asked), asked.query);
      const days = [asked.query.from ?? today, asked.query.to].filter((day) => day !== undefined).join('–');
      return {
        file: await writeAuditWorkbook(entries, language),
        fileName: `${auditTitle(language)} ${days}.xlsx`,
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      };
    },
  };
}
