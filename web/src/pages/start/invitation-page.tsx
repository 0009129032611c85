import { Button, PasswordInput, Skeleton, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, authenticate, call } from '../../api/client.ts';
import { queryClient, useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { usePageTitle } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './start.module.css';
import { StartCard } from './start-card.tsx';

const route = getRouteApi('/invitation/$token');
const LEAST_PASSWORD = 12;

/** The invited person sets a password and is in. */
export function Page() {
  const { t } = useTranslation('start');
  const format = useFormat();
  const { token } = route.useParams();
  const router = useRouter();
  const [typedName, setName] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [accepted, setAccepted] = useState(false);
  // Once accepted the link is used up: asking for it again would be answered with “not found”.
  const invitation = useRoute('GET /api/invitations/:token', { params: { token } }, { enabled: !accepted });
  usePageTitle(t('invitation.title'));
  const name = typedName ?? invitation.data?.name ?? '';

  const accept = useMutation({
    mutationFn: async () => {
      await call('POST /api/invitations/:token/accept', { params: { token }, body: { name, password } });
      await authenticate('sign-in/email', { email: invitation.data!.email, password });
    },
    onSuccess: () => {
      setAccepted(true);
      queryClient.clear();
      router.history.push('/');
    },
  });
  const refused = accept.error instanceof ApiError ? accept.error.fieldMessages() : {};

  if (invitation.error !== null) {
    return (
      <StartCard title={t('invitation.title')}>
        <div style={{ marginTop: 16 }}>
          <ErrorPanel error={invitation.error} plain />
          <p style={{ marginTop: 12 }}>{t('invitation.gone')}</p>
        </div>
      </StartCard>
    );
  }
  if (invitation.data === undefined) {
    return (
      <StartCard title={t('invitation.title')}>
        <div className={styles.form}>
          <Skeleton height={58} />
          <Skeleton height={58} />
        </div>
      </StartCard>
    );
  }
  return (
    <StartCard
      title={t('invitation.welcome', { bureau: format.text(invitation.data.bureau) })}
      lead={t('invitation.lead', { email: invitation.data.email })}
    >
      <form
        className={styles.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== '' && password.length >= LEAST_PASSWORD) accept.mutate();
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={invitation.data.email} readOnly />
        <TextInput
          label={t('field.name')}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && name.trim() === '' ? t('field.required') : refused.name}
        />
        <PasswordInput
          label={t('field.newPassword')}
          description={t('field.passwordHint', { count: LEAST_PASSWORD })}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword') }}
          error={
            tried && password.length < LEAST_PASSWORD
              ? t('field.shortPassword', { count: LEAST_PASSWORD })
              : refused.password
          }
        />
        {accept.error === null ? null : <ErrorPanel error={accept.error} plain />}
        <Button type="submit" size="md" loading={accept.isPending}>
          {t('invitation.action')}
        </Button>
      </form>
    </StartCard>
  );
}
