import { Button, Checkbox, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Authority, Person } from '@trellis/contract';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useAddress } from '../register/parts/address.ts';
import { DoneNote } from '../register/parts/done-note.tsx';
import { todayIso } from '../register/trajectory/days.ts';
import { EndAuthorityForm } from './end-authority-form.tsx';
import { InviteForm } from './invite-form.tsx';
import { OwnRecordForm } from './own-record-form.tsx';
import styles from './people-page.module.css';
import { PersonSessions } from './person-sessions.tsx';
import { isWithdrawn, roleKey } from './roles.ts';
import { RolesTable } from './roles-table.tsx';

const PAGE_SIZE = 50;

export function Page() {
  const { t } = useTranslation('access');
  const format = useFormat();
  const { page, change } = useAddress();
  const mayManage = usePermission('access.manage');
  const [inviting, setInviting] = useState(false);
  const [seeing, setSeeing] = useState<Account | null>(null);
  const [linking, setLinking] = useState<Account | null>(null);
  const [ending, setEnding] = useState<{ person: Person; authority: Authority } | null>(null);
  const [showPast, setShowPast] = useState(false);
  const [note, setNote] = useState('');
  const { data, error, refetch } = useRoute(
    'GET /api/access/people',
    { query: { page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  const today = todayIso();
  const someEnded = data?.items.some(({ authorities }) =>
    authorities.some((authority) => isPast(authority, today)),
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            {mayManage ? <Button onClick={() => setInviting(true)}>{t('invite')}</Button> : null}
            <Button variant="default" renderRoot={(props) => <Link to="/access/audit" {...props} />}>
              {t('openAudit')}
            </Button>
          </>
        }
      />
      <DoneNote onClose={() => setNote('')} closeLabel={t('link.close')}>
        {note}
      </DoneNote>
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={260} radius={12} mb={16} />
      ) : data.total === 0 ? (
        <EmptyState
          title={t('empty')}
          action={<Button onClick={() => setInviting(true)}>{t('invite')}</Button>}
        >
          {t('emptyHint')}
        </EmptyState>
      ) : (
        <div className={`card ${styles.people}`}>
          {someEnded ? (
            <div className={`${styles.bar} no-print`}>
              <Checkbox
                label={t('showPast')}
                checked={showPast}
                onChange={(event) => setShowPast(event.currentTarget.checked)}
              />
            </div>
          ) : null}
          <ListTable<Person>
            caption={t('title')}
            rows={data.items}
            rowKey={({ userId, email }) => userId ?? email}
            columns={[
              {
                key: 'person',
                header: t('person'),
                names: true,
                cell: (person) => (
                  <>
                    {person.name}
                    <span className={styles.email}>{person.email}</span>
                  </>
                ),
              },
              {
                key: 'holds',
                bare: true,
                header: t('holds'),
                cell: (person) => (
                  <Authorities
                    person={person}
                    showPast={showPast}
                    today={today}
                    onEnd={(authority) => setEnding({ person, authority })}
                  />
                ),
              },
              {
                key: 'state',
                header: t('state'),
                cell: (person) => {
                  const state = stateOn(person, today);
                  return (
                    <>
                      <span className={styles[state]}>
                        <span aria-hidden="true">{STATE_MARK[state]}</span> {t(`states.${state}`)}
                      </span>
                      {hasAccount(person) ? (
                        <span className={styles.account}>
                          <Button variant="subtle" size="compact-xs" onClick={() => setSeeing(person)}>
                            {t('sessions.of')}
                          </Button>
                          <Button variant="subtle" size="compact-xs" onClick={() => setLinking(person)}>
                            {person.staff === null
                              ? t('ownRecord.open')
                              : t('ownRecord.linked', { name: format.text(person.staff.name) })}
                          </Button>
                        </span>
                      ) : null}
                    </>
                  );
                },
              },
            ]}
          />
          <Pager
            page={page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(next) => change({ page: next })}
          />
        </div>
      )}
      <RolesTable />
      {inviting ? <InviteForm onClose={() => setInviting(false)} /> : null}
      {seeing === null ? null : <PersonSessions person={seeing} onClose={() => setSeeing(null)} />}
      {linking === null ? null : (
        <OwnRecordForm
          person={linking}
          onClose={() => setLinking(null)}
          onDone={(sentence) => {
            setLinking(null);
            setNote(sentence);
          }}
        />
      )}
      {ending === null ? null : (
        <EndAuthorityForm
          {...ending}
          onClose={() => setEnding(null)}
          onDone={(sentence) => {
            setEnding(null);
            setNote(sentence);
          }}
        />
      )}
    </>
  );
}

type Account = Person & { userId: string };
const hasAccount = (person: Person): person is Account => person.userId !== null;

const STATE_MARK = { active: '✓', idle: '–', invited: '○', expired: '!', withdrawn: '×' } as const;

/** An account whose holder has nothing on a day lets nobody in on that day. */
function stateOn({ state, authorities }: Person, today: string): Person['state'] | 'idle' {
  const holdsSomething = authorities.some(({ from, to }) => from <= today && (to === null || to > today));
  return state === 'active' && !holdsSomething ? 'idle' : state;
}

function isPast(authority: Authority, today: string): boolean {
  return authority.to !== null && (authority.to <= today || isWithdrawn(authority));
}

interface AuthoritiesProps {
  person: Person;
  showPast: boolean;
  today: string;
  onEnd: (authority: Authority) => void;
}

/** What a person holds, over what, from when to when; what has ended only on request. */
function Authorities({ person, showPast, today, onEnd }: AuthoritiesProps): ReactNode {
  const { t } = useTranslation('access');
  const format = useFormat();
  const me = useMe();
  const past = (authority: Authority) => isPast(authority, today);
  // The last officer in charge must not go by their own hand: the server refuses it, so it is not offered.
  const isOwnOffice = (authority: Authority) =>
    authority.role === 'bureau-officer' && person.userId === me.user.id;
  const isClosed = person.state === 'expired' || person.state === 'withdrawn';
  const shown = person.authorities.filter((authority) => showPast || !past(authority));
  if (shown.length === 0) return <span className={styles.faint}>{t('none')}</span>;
  return (
    <ul className={styles.authorities}>
      {shown.map((authority) => {
        const role = t(`roles.${roleKey(authority)}`);
        const scope = format.text(authority.scopeName);
        return (
          <li key={authority.id} className={past(authority) || isClosed ? styles.past : undefined}>
            <span>
              <strong>{role}</strong> · {scope}
              <span className={styles.dates}>
                {isWithdrawn(authority)
                  ? t('withdrawn', { date: format.day(authority.from) })
                  : t(authority.to === null ? 'since' : past(authority) ? 'endedSpan' : 'span', {
                      from: format.day(authority.from),
                      to: authority.to === null ? '' : format.day(authority.to),
                    })}
              </span>
              {isOwnOffice(authority) && !past(authority) ? (
                <span className={styles.why}>{t('ownOffice')}</span>
              ) : null}
            </span>
            {past(authority) || isOwnOffice(authority) || isClosed ? null : (
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={t(person.state === 'invited' ? 'withdrawLabel' : 'endLabel', {
                  role,
                  name: person.name,
                  scope,
                })}
                onClick={() => onEnd(authority)}
              >
                {t(person.state === 'invited' ? 'withdraw' : 'end')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
