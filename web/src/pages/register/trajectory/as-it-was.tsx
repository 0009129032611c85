import { Link, useNavigate } from '@tanstack/react-router';
import type { Trajectory } from '@trellis/contract';
import { useState } from 'react';
import { briefNames } from '../../../components/brief-names.ts';
import { GroupMap } from '../parts/group-map.tsx';
import { useWords } from '../parts/words.ts';
import styles from './as-it-was.module.css';
import { type GroupAsOf, type MemberAsOf, profileAsOf } from './as-of.ts';

interface AsItWasProps {
  trajectory: Trajectory;
  group: GroupAsOf;
  asOf: string;
}

/** A longer list without clusters is folded to its first members. */
const MOST_LISTED = 20;
const FOLDED = 15;

/** The members on the date shown: on the map, and by cluster as a list. */
export function AsItWas({ trajectory, group, asOf }: AsItWasProps) {
  const { t, name, format, level, location } = useWords();
  const navigate = useNavigate();
  const [unfolded, setUnfolded] = useState(false);
  const briefById = briefNames(
    [...group.members, ...group.others].map(({ school, profile }) => ({
      id: school.id,
      code: school.code,
      shortName: profile.shortName,
      name: name(profile.name),
    })),
  );
  const indexById = new Map(trajectory.clusters.map(({ id }, index) => [id, index]));
  const frame = trajectory.schools.flatMap((school) =>
    school.profiles.flatMap(({ lat, lon }) => (lat === null || lon === null ? [] : [{ lat, lon }])),
  );
  const place = <T extends Pick<MemberAsOf, 'school' | 'profile'>>(one: T) =>
    one.profile.lat === null || one.profile.lon === null
      ? []
      : [{ ...one, lat: one.profile.lat, lon: one.profile.lon }];
  const points = [
    ...group.others.flatMap(place).map(({ school, profile, lat, lon }) => ({
      id: school.id,
      label: briefById.get(school.id) ?? '',
      title: `${name(profile.name)}, ${t('trajectory.ghost')}`,
      lat,
      lon,
      role: 'absent' as const,
      clusterId: null,
    })),
    ...group.members.flatMap(place).map(({ school, profile, role, cluster, lat, lon }) => ({
      id: school.id,
      label: briefById.get(school.id) ?? '',
      title: [
        name(profile.name),
        t(`common:membershipRole.${role}`),
        cluster === null ? '' : name(cluster.name),
      ]
        .filter(Boolean)
        .join(', '),
      lat,
      lon,
      role,
      clusterId: cluster?.id ?? null,
    })),
  ];
  const sections: { key: string; title: string | null; members: MemberAsOf[] }[] = group.clusters.map(
    (cluster) => ({
      key: cluster.id,
      title: name(cluster.name),
      members: group.members.filter((member) => member.cluster?.id === cluster.id),
    }),
  );
  const loose = group.members.filter(({ cluster }) => cluster === null);
  if (loose.length > 0) {
    sections.push({
      key: 'none',
      title: sections.length > 0 ? t('trajectory.unclustered') : null,
      members: loose,
    });
  }
  const mostListed = sections.length === 1 && loose.length > MOST_LISTED ? FOLDED : undefined;
  const nameAt = (id: string, fallback: { en: string; zh: string }) => {
    const school = trajectory.schools.find((one) => one.id === id);
    const profile = school === undefined ? null : profileAsOf(school, asOf);
    return name(profile?.name ?? fallback);
  };
  return (
    <>
      {frame.length === 0 ? (
        <p className={styles.noMap}>{t('group.noPlaces')}</p>
      ) : (
        <GroupMap
          points={points}
          frame={frame}
          height={330}
          clusters={group.clusters.map((cluster) => ({
            id: cluster.id,
            name: name(cluster.name),
            index: indexById.get(cluster.id) ?? 0,
          }))}
          onSelect={(schoolId) => void navigate({ to: '/register/schools/$schoolId', params: { schoolId } })}
        />
      )}
      <div className={styles.lists}>
        {sections.map((section) => (
          <section key={section.key} aria-label={section.title ?? t('trajectory.members')}>
            {section.title === null ? null : <h3 className={styles.cluster}>{section.title}</h3>}
            <ul className={styles.members}>
              {(unfolded ? section.members : section.members.slice(0, mostListed)).map((member) => (
                <li key={member.school.id}>
                  <span
                    aria-hidden="true"
                    className={member.role === 'dominant' ? styles.dominantDot : styles.dot}
                  />
                  <span className={styles.name}>
                    <Link to="/register/schools/$schoolId" params={{ schoolId: member.school.id }}>
                      {name(member.profile.name)}
                    </Link>
                    {member.role === 'dominant' ? (
                      <strong className={styles.role}>{t('common:membershipRole.dominant')}</strong>
                    ) : null}
                    <span className={styles.facts}>
                      {[
                        member.membership.during.from !== null && member.membership.startKnown
                          ? t('trajectory.memberSince', {
                              date: format.dayAs(
                                member.membership.during.from,
                                member.membership.during.fromPrecision,
                              ),
                            })
                          : t('group.sinceUnknown'),
                        level(member.profile.level),
                        location(member.profile.location),
                        ...member.school.characters
                          .filter(
                            ({ during }) =>
                              (during.from === null || during.from <= asOf) &&
                              (during.to === null || asOf < during.to),
                          )
                          .map((character) => name(character.name)),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {mostListed === undefined || unfolded ? null : (
          <p className="no-print">
            <button type="button" className="explains" onClick={() => setUnfolded(true)}>
              {t('trajectory.allLanes', { number: format.number(group.members.length) })}
            </button>
          </p>
        )}
        {group.affiliations.length === 0 ? null : (
          <section>
            <h3 className={styles.cluster}>{t('trajectory.ties')}</h3>
            <ul className={styles.ties}>
              {group.affiliations.map((tie) => (
                <li
                  key={`${tie.kind} ${tie.fromSchool.id} ${tie.toSchool.id}`}
                  title={format.note(tie.source ?? '')}
                >
                  {t(`affiliations.${tie.kind}`, {
                    from: nameAt(tie.fromSchool.id, tie.fromSchool.name),
                    to: nameAt(tie.toSchool.id, tie.toSchool.name),
                  })}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  );
}
