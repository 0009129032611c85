import { Button, PasswordInput, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, authenticate, call, type SignedOutReason } from '../../api/client.ts';
import { useRoute } from '../../api/queries.ts';
import { forgetPerson, tellOtherTabs } from '../../api/session.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { usePageTitle } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './start.module.css';
import { StartCard } from './start-card.tsx';

const route = getRouteApi('/sign-in');

export function Page() {
  const { t } = useTranslation('start');
  const format = useFormat();
  const { next, why } = route.useSearch();
  const router = useRouter();
  const start = useRoute('GET /api/start', {});
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  usePageTitle(t('signIn.title'));

  const enter = async () => {
    forgetPerson();
    tellOtherTabs();
    router.history.push(next ?? '/');
  };
  const signIn = useMutation({
    mutationFn: () => authenticate('sign-in/email', { email: email.trim(), password }),
    onSuccess: enter,
  });
  const signInAs = useMutation({
    mutationFn: (key: string) => call('POST /api/demo/sign-in', { body: { key } }),
    onSuccess: enter,
  });
  const wrong = signIn.error instanceof ApiError && [400, 401, 403, 422].includes(signIn.error.status);

  if (start.error !== null) {
    return (
      <StartCard title={t('signIn.title')}>
        <div style={{ marginTop: 16 }}>
          <ErrorPanel error={start.error} onRetry={() => void start.refetch()} plain />
        </div>
      </StartCard>
    );
  }
  if (start.data === undefined) {
    return (
      <StartCard title={t('signIn.title')}>
        <div className={styles.form}>
          <Skeleton height={58} />
          <Skeleton height={58} />
        </div>
      </StartCard>
    );
  }
  const reason = why === undefined ? null : <WhySignedOut why={why} />;
  if (start.data.needsSetup) {
    return (
      <StartCard title={t('needsSetup.title')} lead={t('needsSetup.text')}>
        <p className={styles.version}>{t('version', { version: start.data.version })}</p>
      </StartCard>
    );
  }

  const form = (
    <form
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <TextInput
        type="email"
        name="email"
        autoComplete="username"
        required
        label={t('field.email')}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        name="password"
        autoComplete="current-password"
        required
        label={t('field.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword') }}
      />
      {wrong ? (
        <p role="alert" className={styles.error}>
          {t('signIn.wrong')}
        </p>
      ) : signIn.error === null ? null : (
        <ErrorPanel error={signIn.error} plain />
      )}
      <Button type="submit" size="md" loading={signIn.isPending}>
        {t('signIn.action')}
      </Button>
    </form>
  );

  if (!start.data.demo) {
    return (
      <StartCard title={t('signIn.title')} lead={t('signIn.lead')}>
        {reason}
        {form}
        <p className={styles.version}>{t('version', { version: start.data.version })}</p>
      </StartCard>
    );
  }
  return (
    <StartCard title={t('demo.title')} lead={t('demo.lead')}>
      {reason}
      <ul className={styles.people}>
        {start.data.demoAccounts.map((account) => (
          <li key={account.key}>
            <button
              type="button"
              className={styles.person}
              disabled={signInAs.isPending}
              onClick={() => signInAs.mutate(account.key)}
            >
              <strong>{format.text(account.role)}</strong>
              <span>
                {format.text(account.name)}
                {format.colon}
                {format.text(account.comesTo)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {signInAs.error === null ? null : <ErrorPanel error={signInAs.error} plain />}
      <section className={styles.section}>
        <h2>{t('demo.own')}</h2>
        {form}
      </section>
      <p className={styles.version}>{t('version', { version: start.data.version })}</p>
    </StartCard>
  );
}

/** Why the person stands here instead of where they were; who holds nothing is told since when by the server. */
function WhySignedOut({ why }: { why: SignedOutReason }) {
  const { t, i18n } = useTranslation('start');
  const { error } = useQuery({
    queryKey: ['why-no-authority', i18n.language],
    queryFn: () => call('GET /api/me', {}),
    enabled: why === 'no-authority',
    retry: false,
  });
  const told = error instanceof ApiError && error.code === 'no-authority' ? error.message : '';
  return (
    <p role="status" className={styles.why}>
      <span aria-hidden="true">!</span>
      {told || t(`why.${why}`)}
    </p>
  );
}
