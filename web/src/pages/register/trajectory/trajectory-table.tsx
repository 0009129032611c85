import type { During, Trajectory } from '@trellis/contract';
import { ListTable } from '../../../components/list-table.tsx';
import { useWords } from '../parts/words.ts';
import { laneOrder, profileAsOf } from './as-of.ts';
import { todayIso } from './days.ts';
import styles from './event-list.module.css';

interface Fact {
  key: string;
  school: string;
  what: string;
  during: During;
  fromKnown: boolean;
  source: string;
}

/** Everything the timeline draws, in rows: the same for those who read rather than look, and for printing. */
export function TrajectoryTable({ trajectory }: { trajectory: Trajectory }) {
  const { t, name, format } = useWords();
  const today = todayIso();
  const facts = laneOrder(trajectory).flatMap((school) => {
    const profile = profileAsOf(school, today);
    const shown = profile === null ? (school.code ?? '') : name(profile.name);
    const rows: Omit<Fact, 'key' | 'school'>[] = [
      ...school.profiles.map(({ during, name: own, source }) => ({
        what: t('trajectory.facts.exists', { name: name(own) }),
        during,
        fromKnown: during.from !== null,
        source: source ?? '',
      })),
      ...trajectory.memberships
        .filter(({ schoolId }) => schoolId === school.id)
        .map(({ role, during, startKnown, source }) => ({
          what: t(`trajectory.facts.${role}`),
          during,
          fromKnown: startKnown,
          source: source ?? '',
        })),
      ...trajectory.clusters.flatMap((cluster) =>
        cluster.members
          .filter(({ schoolId }) => schoolId === school.id)
          .map(({ during }) => ({
            what: t('trajectory.facts.cluster', { name: name(cluster.name) }),
            during,
            fromKnown: true,
            source: '',
          })),
      ),
      ...trajectory.affiliations
        .filter(({ fromSchool }) => fromSchool.id === school.id)
        .map((tie) => ({
          what: t(`affiliations.${tie.kind}`, {
            from: name(tie.fromSchool.name),
            to: name(tie.toSchool.name),
          }),
          during: tie.during,
          fromKnown: tie.during.from !== null,
          source: tie.source ?? '',
        })),
      ...school.characters.map((character) => ({
        what: t('trajectory.facts.character', { name: name(character.name) }),
        during: character.during,
        fromKnown: character.during.from !== null,
        source: '',
      })),
    ];
    return rows
      .sort((a, b) => (a.during.from ?? '').localeCompare(b.during.from ?? ''))
      .map((row, index): Fact => ({ ...row, key: `${school.id} ${index}`, school: shown }));
  });
  return (
    <ListTable
      caption={t('trajectory.tableCaption')}
      rows={facts}
      rowKey={({ key }) => key}
      maxHeight={620}
      columns={[
        { key: 'school', header: t('trajectory.lane'), names: true, cell: ({ school }) => school },
        { key: 'what', header: t('trajectory.what'), cell: ({ what }) => what },
        {
          key: 'from',
          header: t('trajectory.from'),
          cell: ({ during: { from, fromPrecision }, fromKnown }) => (
            <span className={styles.day}>
              {from !== null && fromKnown ? format.dayAs(from, fromPrecision) : t('trajectory.unknown')}
            </span>
          ),
        },
        {
          key: 'to',
          header: t('trajectory.to'),
          cell: ({ during: { to, toPrecision } }) => (
            <span className={styles.day}>
              {to === null ? t('trajectory.open') : format.dayAs(to, toPrecision)}
            </span>
          ),
        },
        { key: 'source', header: t('trajectory.source'), cell: ({ source }) => format.note(source) },
      ]}
    />
  );
}
