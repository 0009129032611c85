import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Balance, BalanceSchool } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { toneOf } from '../../components/school-dot.tsx';
import { type MapPoint, SchoolMap } from '../../components/school-map.tsx';
import { useFormat } from '../../i18n/format.ts';
import { shareDigits, shareOfStandard } from './estimates.ts';
import styles from './schools-below.module.css';
import { schoolMark } from './words.ts';

/** Schools listed before the rest is folded away. */
const FOLDED = 12;

/** Below the indicators: each school against the rule for schools, where they stand, and who is missing. */
export function SchoolsBelow({ balance }: { balance: Balance }) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const mayImport = usePermission('import.use');
  const mayRead = usePermission('register.read');
  const { schools, withoutFigures } = balance;
  const packs = useRoute('GET /api/packs', {});
  const rule = packs.data?.find(({ pack }) => pack.id === balance.packId)?.pack.rules.school as
    | { atLeast: number; remainingAtLeast: number }
    | undefined;
  /** The indicators a school misses, each with the share of the standard it has. */
  const missed = (school: BalanceSchool): string[] =>
    school.failing.flatMap((id) => {
      const indicator = balance.indicators.find((one) => one.id === id);
      if (indicator === undefined) return [];
      const name = format.text(indicator.shortName);
      const value = indicator.schools.find(({ schoolId }) => schoolId === school.schoolId)?.value;
      const share =
        value === undefined || indicator.standard === undefined
          ? null
          : shareOfStandard(value, indicator.standard, indicator.better);
      return share === null
        ? name
        : t('schools.failingShare', {
            name,
            share: format.number(share, { percent: true, atMost: shareDigits(share) }),
          });
    });
  const placed = schools.flatMap((school): MapPoint[] =>
    school.lat === null || school.lon === null
      ? []
      : [
          {
            id: school.schoolId,
            label: schoolMark(school, format),
            title: `${format.text(school.name)}${format.colon}${
              school.failing.length === 0
                ? t('map.allMet')
                : t('map.failing', { count: school.failing.length, n: school.failing.length })
            }`,
            lat: school.lat,
            lon: school.lon,
            tone: toneOf(school),
            ...(school.failing.length > 0 ? { emphasis: 'below' as const } : {}),
          },
        ],
  );
  const judged = schools.some(({ of }) => of > 0);
  const [unfolded, setUnfolded] = useState(false);
  const listed = unfolded || schools.length <= FOLDED + 3 ? schools : schools.slice(0, FOLDED);
  return (
    <div className={styles.grid}>
      {schools.length === 0 ? null : (
        <section className={`card ${styles.card}`}>
          <h2>{t(judged ? 'schools.title' : 'schools.titlePlain')}</h2>
          {rule === undefined || !judged ? null : (
            <p className={styles.text}>
              {t('schools.rule', {
                atLeast: rule.atLeast,
                of: schools[0]?.of ?? 0,
                share: format.number(rule.remainingAtLeast, { percent: true, atMost: 0 }),
              })}{' '}
              <Link to="/standards/$packId" params={{ packId: balance.packId }}>
                {t('schools.standards')}
              </Link>
            </p>
          )}
          <ul className={styles.schools}>
            {listed.map((school) => (
              <SchoolLine key={school.schoolId} school={school} names={missed(school)} linked={mayRead} />
            ))}
          </ul>
          {listed.length === schools.length ? null : (
            <Button
              variant="default"
              size="xs"
              mt={10}
              className="no-print"
              onClick={() => setUnfolded(true)}
            >
              {t('schools.showAll', { n: format.number(schools.length) })}
            </Button>
          )}
        </section>
      )}
      {schools.length === 0 ? null : (
        <section className={`card ${styles.card}`}>
          <h2>{t('map.title')}</h2>
          {placed.length === 0 ? (
            <p className={styles.text}>{t('map.none')}</p>
          ) : (
            <>
              <SchoolMap points={placed} label={t('map.label')} height={360} />
              {placed.length < schools.length ? (
                <p className={styles.text}>
                  {t('map.without', {
                    count: schools.length - placed.length,
                    n: schools.length - placed.length,
                  })}
                </p>
              ) : null}
            </>
          )}
        </section>
      )}
      {withoutFigures.length === 0 ? null : (
        <section className={`card ${styles.card}`}>
          <h2>
            {t('missing.title', {
              count: withoutFigures.length,
              n: format.number(withoutFigures.length),
            })}
          </h2>
          <p className={styles.text}>{t(mayImport ? 'missing.text' : 'missing.textNoRight')}</p>
          <ul className={styles.missing}>
            {withoutFigures.slice(0, 60).map(({ schoolId, name }) => (
              <li key={schoolId}>
                {mayRead ? (
                  <Link to="/register/schools/$schoolId" params={{ schoolId }}>
                    {format.text(name)}
                  </Link>
                ) : (
                  format.text(name)
                )}
              </li>
            ))}
          </ul>
          {mayImport ? (
            <Button component={Link} to="/imports" variant="default" size="xs">
              {t('missing.action')}
            </Button>
          ) : null}
        </section>
      )}
    </div>
  );
}

function SchoolLine({ school, names, linked }: { school: BalanceSchool; names: string[]; linked: boolean }) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const name = format.text(school.name);
  return (
    <li className={school.of === 0 ? styles.plain : undefined}>
      {school.of === 0 ? null : (
        <span
          aria-hidden="true"
          className={`${styles.sign} ${school.verdict === 'not-met' ? styles.bad : school.verdict === 'met' ? styles.good : ''}`}
        >
          {school.verdict === 'met' ? '✓' : school.verdict === 'not-met' ? '×' : '–'}
        </span>
      )}
      <span className={styles.name}>
        {linked ? (
          <Link to="/register/schools/$schoolId" params={{ schoolId: school.schoolId }}>
            {name}
          </Link>
        ) : (
          name
        )}
        <span className={styles.facts}>
          {[
            school.role === 'dominant' ? t('common:membershipRole.dominant') : null,
            school.level === null ? null : t(`common:level.${school.level}`),
            school.location === null ? null : t(`common:location.${school.location}`),
            school.pupils === null
              ? null
              : t('schools.pupils', { n: format.number(school.pupils, { digits: 0 }) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {names.length === 0 ? null : (
          <span className={styles.failing}>{t('schools.failing', { names: format.list(names) })}</span>
        )}
      </span>
      {school.of === 0 ? null : (
        <span className={styles.result}>
          <span className={school.verdict === 'not-met' ? styles.badText : undefined}>
            {t(`schools.${school.verdict}`)}
          </span>
          <span className={styles.facts}>{t('schools.reached', { met: school.met, of: school.of })}</span>
        </span>
      )}
    </li>
  );
}
