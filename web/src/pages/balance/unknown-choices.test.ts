import type { Balance } from '@trellis/contract';
import { expect, test } from 'vitest';
import { listUnknownChoices } from './unknown-choices.ts';

const balance = { stage: 'primary', year: 2025, clusterId: null } as Balance;

test('what the address asks for and the group has is nothing to tell', () => {
  expect(listUnknownChoices({}, balance)).toEqual([]);
  expect(listUnknownChoices({ stage: 'primary', year: 2025 }, balance)).toEqual([]);
});

test('a stage, year or cluster that the group does not have is told as it stands in the address', () => {
  expect(listUnknownChoices({ stage: 'infant', year: 1999, cluster: 'x' }, balance)).toEqual([
    { kind: 'stage', asked: 'infant' },
    { kind: 'year', asked: '1999' },
    { kind: 'cluster', asked: 'x' },
  ]);
});
