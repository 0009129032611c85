import { expect, test } from 'vitest';
import { readBalanceSearch } from '../balance/search.ts';
import { groupSearchOf } from './search.ts';

test('a group is opened on the pack, stage and year it was ranked by, also when nobody chose them', () => {
  const opened = groupSearchOf({ packId: 'cn-2012-basic', stage: 'junior', year: 2023 });
  expect(readBalanceSearch(opened)).toEqual({ pack: 'cn-2012-basic', stage: 'junior', year: 2023 });
});

test('a ranking without figures leaves stage and year to the page', () => {
  expect(groupSearchOf({ packId: 'group-default', stage: null, year: null })).toEqual({
    pack: 'group-default',
  });
});
