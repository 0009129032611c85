import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { importFile, undoImportNow } from './index.ts';
import { createTestBureau } from './testing.ts';

const workers = createWorkerPool(1);
let database: TrellisDatabase;
beforeAll(async () => {
  database = await openDatabase({ dataFolder: 'memory' });
});
afterAll(async () => {
  await database.close();
  await workers.close();
});

const school = fc.constantFrom('A', 'B', 'C', 'D');
const group = fc.constantFrom('', 'G', 'H');
const day = fc.constantFrom('', '1900-01-01', '2012-09-01', '2016-01-15', '2021-09-01');

const yearsFile = fc
  .array(
    fc.record({
      school,
      year: fc.integer({ min: 2014, max: 2020 }),
      pupils: fc.integer({ min: 1, max: 4 }),
      group,
      cluster: fc.constantFrom('', 'K', 'L'),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) => ({
    fileName: 'years.csv',
    text: [
      'code,school,stage,year,pupils,group,cluster',
      ...rows.map(
        (row) =>
          `${row.school},School ${row.school},primary,${row.year},${row.pupils},${row.group},${row.group && row.cluster}`,
      ),
    ].join('\n'),
    presetId: 'template',
  }));
const membersFile = fc
  .array(fc.record({ school, group: fc.constantFrom('G', 'H', 'F'), joined: day }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) => ({
    fileName: 'members.csv',
    text: [
      'URN,EstablishmentName,PhaseOfEducation (name),Group UID,Group Name,Group Type,Open date,Incorporated on (open date),Closed Date,Joined date',
      ...rows.map(
        (row) =>
          `${row.school},School ${row.school},Primary,${row.group},Group ${row.group},${row.group === 'F' ? 'Federation' : 'Multi-academy trust'},,,,${row.joined}`,
      ),
    ].join('\n'),
    presetId: 'england-group-membership',
  }));
const groupsFile = fc
  .array(
    fc.record({
      group: fc.constantFrom('G', 'H', 'F'),
      opened: day,
      closed: fc.constantFrom('', '2018-08-31', '2022-08-31'),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((rows) => ({
    fileName: 'groups.csv',
    text: [
      'Group UID,Group Name,Group Type,Group Status,Open date,Incorporated on (open date),Closed Date',
      ...rows.map(
        (row) =>
          `${row.group},Group ${row.group},${row.group === 'F' ? 'Federation' : 'Multi-academy trust'},Open,${row.opened},,${row.closed}`,
      ),
    ].join('\n'),
    presetId: 'england-groups',
  }));
const linksFile = fc
  .array(
    fc.record({
      from: school,
      to: fc.constantFrom('A', 'B', 'X', 'Y'),
      type: fc.constantFrom('Successor', 'Predecessor', 'Successor - merged', 'Other'),
      since: day,
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((rows) => ({
    fileName: 'links.csv',
    text: [
      'URN,LinkURN,LinkType,LinkEstablishedDate',
      ...rows.map((row) => `${row.from},${row.to},${row.type},${row.since}`),
    ].join('\n'),
    presetId: 'england-urn-links',
  }));
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .oneof(yearsFile, membersFile, groupsFile, linksFile)
      .map((file) => ({ kind: 'import' as const, file })),
  },
  { weight: 2, arbitrary: fc.nat({ max: 10 }).map((index) => ({ kind: 'undo' as const, index })) },
);

test('random imports and undos leave no trace once all are undone, and a refused one leaves none at all', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
      const bureau = await createTestBureau(database, workers);
      const empty = await bureau.dump();
      const open: string[] = [];
      const tryUndo = async (importId: string): Promise<boolean> => {
        const before = await bureau.dump();
        try {
          await undoImportNow(bureau.services, { bureauId: bureau.bureauId, importId });
          open.splice(open.indexOf(importId), 1);
          return true;
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
          expect(await bureau.dump()).toBe(before);
          return false;
        }
      };
      for (const one of steps) {
        if (one.kind === 'undo') {
          if (open.length > 0) await tryUndo(open[one.index % open.length]!);
          continue;
        }
        const before = await bureau.dump();
        const result = await importFile(bureau.services, {
          bureauId: bureau.bureauId,
          actorName: 'test',
          fileName: one.file.fileName,
          bytes: new TextEncoder().encode(one.file.text),
          presetId: one.file.presetId,
        });
        if (result.kind === 'applied') open.push(result.importId);
        else {
          // What the check lets through, the database must not have to refuse.
          const refusals = result.problems.filter(({ code }) => code === 'rule-of-the-register');
          expect(refusals).toEqual([]);
          expect(await bureau.dump()).toBe(before);
        }
      }
      // The newest can always be taken back, so all can, newest first.
      for (const importId of [...open].reverse()) expect(await tryUndo(importId)).toBe(true);
      expect(await bureau.dump()).toBe(empty);
    }),
    { numRuns: Number(process.env.TRELLIS_TEST_RUNS ?? 40) },
  );
});
