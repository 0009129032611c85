/** How long the demo's pages take from the address to the heading and the figures that belong to it. */

import type { Visitor } from './visitor.ts';

export interface PageTimes {
  readonly name: string;
  /** Milliseconds of each run, in the order they were run; the first finds nothing in the server's caches. */
  readonly runs: readonly number[];
}

/** Opens every page of the demo `runs` times as a person who may see them all. */
export async function measurePages(officer: Visitor, runs: number): Promise<PageTimes[]> {
  const { page } = officer;
  const group = `/groups/${await officer.groupId()}`;
  const ask = async (path: string) => (await officer.context.request.get(`${officer.url}/api${path}`)).json();
  const school = (await ask(group)).members[0].schoolId;
  const person = (await ask('/staff?page=1&pageSize=1')).items[0].id;
  const pages: Record<string, { path: string; shows: string }> = {
    'balance (home)': { path: group, shows: 'main li h3' },
    'balance, table': { path: `${group}?view=table`, shows: 'main table tbody td' },
    trajectory: { path: `${group}/trajectory`, shows: 'main svg' },
    'schools of the group': { path: `${group}/register`, shows: 'main table tbody td' },
    'all groups': { path: '/bureau', shows: 'main table tbody td' },
    register: { path: '/register', shows: 'main table tbody td' },
    'a school': { path: `/register/schools/${school}`, shows: 'main table tbody td' },
    staff: { path: '/register/staff', shows: 'main table tbody td' },
    'a career': { path: `/register/staff/${person}`, shows: 'main svg, main table tbody td' },
    imports: { path: '/imports', shows: 'main table tbody td' },
    standards: { path: '/standards', shows: 'main li h2' },
    'a standard': { path: '/standards/cn-2017-quality', shows: 'main table tbody td' },
    access: { path: '/access', shows: 'main table tbody td' },
  };
  const measured: PageTimes[] = [];
  for (const [name, { path, shows }] of Object.entries(pages)) {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      await page.goto('about:blank');
      await page.goto(officer.url + path, { waitUntil: 'commit' });
      times.push(await page.evaluate(untilShown, shows));
    }
    measured.push({ name, runs: times });
  }
  return measured;
}

/** Runs in the page: milliseconds since the address was opened when heading and figures stand there. */
function untilShown(selector: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const ready =
        (document.querySelector('h1')?.textContent ?? '') !== '' &&
        document.querySelector(selector) !== null &&
        document.querySelector('.mantine-Skeleton-root') === null;
      if (ready) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}
