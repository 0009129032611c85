import type { Trajectory, TrajectoryEvent } from '@trellis/contract';
import { describe, expect, it } from 'vitest';
import {
  currentEvents,
  eventsInOrder,
  groupAsOf,
  laneOrder,
  neighbourDate,
  profileAsOf,
  structuralDates,
  turningDates,
} from './as-of.ts';

const text = (en: string) => ({ en, zh: '' });
const profile = (name: string, from: string | null, to: string | null = null) =>
  ({ name: text(name), shortName: null, during: { from, to }, level: null, location: null }) as never;
const school = (code: string, ...profiles: never[]) => ({ id: code, code, profiles, characters: [] });
const event = (id: string, date: string, precision: TrajectoryEvent['precision'] = 'day') =>
  ({ id, date, precision, kind: 'other', title: text(id) }) as TrajectoryEvent;

/** BG founds the group with ZS in 2009; RM joins in 2017 and leaves in 2020; CLU-1 holds from 2019. */
const story = {
  group: { during: { from: '2009-09-01', to: null } },
  events: [event('founding', '2009-01-01', 'year'), event('three join', '2017-09-01')],
  schools: [
    school('RM', profile('RM School', '1990-09-01')),
    school(
      'ZS',
      profile('ZS Village School', '1985-09-01', '2000-09-01'),
      profile('ZS School', '2000-09-01'),
    ),
    school('BG', profile('BG School', null)),
    school('XX', profile('Elsewhere', null)),
  ],
  memberships: [
    { schoolId: 'ZS', role: 'member', during: { from: '2009-09-01', to: null }, startKnown: true },
    { schoolId: 'BG', role: 'dominant', during: { from: '2009-09-01', to: null }, startKnown: true },
    { schoolId: 'RM', role: 'member', during: { from: '2017-09-01', to: '2020-09-01' }, startKnown: true },
  ],
  clusters: [
    {
      id: 'c1',
      code: 'CLU-1',
      during: { from: '2019-09-01', to: null },
      members: [{ schoolId: 'BG', during: { from: '2019-09-01', to: null } }],
    },
  ],
  affiliations: [],
} as unknown as Trajectory;

describe('the group as it was', () => {
  const members = (day: string) => groupAsOf(story, day).members.map((member) => member.school.code);

  it('has the members of the day, from the day of joining to the day before leaving', () => {
    expect(members('2009-08-31')).toEqual([]);
    expect(members('2009-09-01')).toEqual(['BG', 'ZS']);
    expect(members('2017-09-01')).toEqual(['BG', 'ZS', 'RM']);
    expect(members('2020-09-01')).toEqual(['BG', 'ZS']);
  });
  it('keeps schools of the story that are not members as others', () => {
    expect(groupAsOf(story, '2010-01-01').others.map((one) => one.school.code)).toEqual(['RM', 'XX']);
  });
  it('has the clusters of the day', () => {
    expect(groupAsOf(story, '2019-08-31').clusters).toEqual([]);
    expect(groupAsOf(story, '2019-09-01').members[0]?.cluster?.code).toBe('CLU-1');
    expect(groupAsOf(story, '2019-09-01').members[1]?.cluster).toBeNull();
  });
});

it('calls a school by its name of the day, and by the nearest one outside its years', () => {
  const zs = story.schools[1]!;
  const nameOn = (day: string) => profileAsOf(zs, day)?.name.en;
  expect(['1970-01-01', '1999-12-31', '2000-09-01'].map(nameOn)).toEqual([
    'ZS Village School',
    'ZS Village School',
    'ZS School',
  ]);
  expect(profileAsOf(school('none') as never, '2020-01-01')).toBeNull();
});

it('orders lanes: the dominant school, members by the day of joining, schools that never joined', () => {
  expect(laneOrder(story).map(({ code }) => code)).toEqual(['BG', 'ZS', 'RM', 'XX']);
});

describe('events', () => {
  it('are told oldest first', () => {
    const told = eventsInOrder([event('b', '2017-09-01'), event('a', '2009-01-01')]);
    expect(told.map(({ id }) => id)).toEqual(['a', 'b']);
  });
  it('are current while they cover the day, else the last before it', () => {
    expect([...currentEvents(story.events, '2009-06-01')]).toEqual(['founding']);
    expect([...currentEvents(story.events, '2012-01-01')]).toEqual(['founding']);
    expect([...currentEvents(story.events, '2024-01-01')]).toEqual(['three join']);
    expect([...currentEvents(story.events, '1990-01-01')]).toEqual([]);
  });
  it('and changes of members and clusters are the stops on the way through time', () => {
    const stops = turningDates(story, story.events);
    expect(stops).toEqual(['2009-01-01', '2009-09-01', '2017-09-01', '2019-09-01', '2020-09-01']);
    expect(neighbourDate(stops, '2017-09-01', 'before')).toBe('2009-09-01');
    expect(neighbourDate(stops, '2018-01-01', 'after')).toBe('2019-09-01');
    expect(neighbourDate(stops, '2020-09-01', 'after')).toBeNull();
  });
});

it('puts a change of name on the axis, but not the day a school began', () => {
  const dates = structuralDates(story);
  expect(dates).toContain('2000-09-01');
  expect(dates).not.toContain('1985-09-01');
});
