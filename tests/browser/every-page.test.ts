import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExample, writeSheet } from './examples.ts';
import {
  expectAccessible,
  expectDrawn,
  expectNoHorizontalScroll,
  expectSkipLinkFirst,
  expectWellFormed,
  findEnglishSentences,
  LANGUAGES,
  openPage,
  useTrellis,
  type Visitor,
  WIDTHS,
} from './harness.ts';

const { trellis } = useTrellis();

/** Addresses of the demo that are only known once it runs. */
interface Places {
  group: string;
  school: string;
  person: string;
  cluster: string;
  badImport: string;
  appliedImport: string;
}

let officers: Visitor[] = [];
let places: Places;

beforeAll(async () => {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      officers.push(await openPage(trellis(), { language, width, as: 'bureau-officer', path: '/standards' }));
    }
  }
  places = await findPlaces(officers[0]!);
});
afterAll(async () => {
  for (const officer of officers) await officer.close();
  officers = [];
});

async function findPlaces({ context, url }: Visitor): Promise<Places> {
  const get = async (path: string) => (await context.request.get(url + path)).json();
  const me = await get('/api/me');
  const group: string = me.groups[0].id;
  const detail = await get(`/api/groups/${group}`);
  const path = join(await mkdtemp(join(tmpdir(), 'trellis-pages-')), '七校.xlsx');
  await writeSheet(path, await readExample('seven-schools-with-mistakes.zh.csv'));
  const sent = await context.request.post(
    `${url}/api/imports?fileName=${encodeURIComponent('七校.xlsx')}&groupId=${group}`,
    { headers: { 'content-type': 'application/octet-stream' }, data: await readFile(path) },
  );
  const badImport = (await sent.json()).id;
  const imports = await get('/api/imports');
  const staff = await get('/api/staff?status=superfine');
  return {
    group,
    school: detail.members[0].schoolId,
    person: staff.items[0].id,
    cluster: detail.clusters[0].id,
    badImport,
    appliedImport: imports.items.find((one: { status: string }) => one.status === 'applied').id,
  };
}

const PAGES: Readonly<Record<string, (at: Places) => string>> = {
  'the audit record': () => '/access/audit',
  'who may see what': () => '/access/policy',
  'where one is signed in': () => '/access/sessions',
  'the balance of a group': ({ group }) => `/groups/${group}`,
  'the balance as a table': ({ group }) => `/groups/${group}?view=table`,
  'the balance of two years': ({ group }) => `/groups/${group}?year=2025&compare=2017`,
  'the balance of a cluster': ({ group, cluster }) => `/groups/${group}?cluster=${cluster}`,
  'where a figure comes from': ({ group, school }) =>
    `/groups/${group}?open=cell/teachers-backbone/${school}`,
  'how a variation is computed': ({ group }) => `/groups/${group}?open=variation/teachers-backbone`,
  'what it would take': ({ group }) => `/groups/${group}?open=remedy/teachers-backbone`,
  'the trajectory': ({ group }) => `/groups/${group}/trajectory`,
  'the trajectory as a table': ({ group }) => `/groups/${group}/trajectory?view=table`,
  'the trajectory before the group': ({ group }) => `/groups/${group}/trajectory?asOf=1990-01-01`,
  'the schools of a group': ({ group }) => `/groups/${group}/register`,
  'all groups ranked': () => '/bureau',
  'the register of groups': () => '/register',
  'the register of schools': () => '/register?tab=schools',
  'a school': ({ school }) => `/register/schools/${school}`,
  'the staff': () => '/register/staff',
  'the staff of another day': () => '/register/staff?asOf=2014-08-31&subject=music',
  'nobody found': () => '/register/staff?q=nobody-of-that-name',
  'a career': ({ person }) => `/register/staff/${person}`,
  imports: () => '/imports',
  'an import with mistakes': ({ badImport }) => `/imports/${badImport}`,
  'an applied import': ({ appliedImport }) => `/imports/${appliedImport}`,
  'all standards': () => '/standards',
  'a standard': () => '/standards/cn-2017-quality',
  'an older standard': () => '/standards/cn-2012-basic',
  'a standard that does not exist': () => '/standards/nothing',
  access: () => '/access',
  'an address that does not exist': () => '/nowhere',
};

for (const [name, address] of Object.entries(PAGES)) {
  test(`${name}: readable, reachable and within the window, in both languages, at a desk and on a phone`, async () => {
    const faults: string[] = [];
    for (const officer of officers) {
      const at = `${officer.language} ${officer.width}`;
      const check = async (what: Promise<void>) =>
        what.catch((error: Error) => void faults.push(`${at}: ${error.message}`));
      try {
        await officer.go(address(places));
      } catch (error) {
        faults.push(`${at}: does not open: ${(error as Error).message.split('\n')[0]}`);
        continue;
      }
      if (name !== 'an address that does not exist' && !address(places).includes('open='))
        await check(expectSkipLinkFirst(officer));
      await check(expectWellFormed(officer));
      await check(expectNoHorizontalScroll(officer));
      await check(expectDrawn(officer.page));
      if (officer.language === 'zh') {
        faults.push(
          ...(await findEnglishSentences(officer)).map((line) => `${at}: English on a Chinese page: ${line}`),
        );
      }
      await officer.shoot(`page-${name.replaceAll(' ', '-')}`);
      await check(expectAccessible(officer));
      faults.push(...officer.takeFaults().map((fault) => `${at}: ${fault}`));
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }, 240_000);
}

for (const language of LANGUAGES) {
  for (const width of WIDTHS) {
    test(`the pages before sign-in are as good as the others (${language}, ${width} px)`, async () => {
      const stranger = await openPage(trellis(), { language, width });
      try {
        stranger.expectFault(/^404 GET \/api\/invitations\//);
        for (const path of [
          '/sign-in',
          '/setup?token=an-old-token-long-enough',
          '/setup',
          '/invitation/an-old-token-long-enough',
        ]) {
          await stranger.go(path);
          await expectWellFormed(stranger);
          await expectNoHorizontalScroll(stranger);
          await expectDrawn(stranger.page);
          await stranger.shoot(`start${path.replace(/\W+/g, '-')}`);
          await expectAccessible(stranger);
        }
        expect(stranger.takeFaults()).toEqual([]);
      } finally {
        await stranger.close();
      }
    });
  }
}
