import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, authenticate, call } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { usePageTitle } from '../../components/page-header.tsx';
import styles from './start.module.css';
import { StartCard } from './start-card.tsx';

const route = getRouteApi('/setup');
const LEAST_PASSWORD = 12;

/** The first bureau and its first officer, with the one-time link printed at the first start. */
export function Page() {
  const { t } = useTranslation('start');
  const { token = '' } = route.useSearch();
  const router = useRouter();
  const [form, setForm] = useState({ zh: '', en: '', bureauCode: '', name: '', email: '', password: '' });
  const [tried, setTried] = useState(false);
  usePageTitle(t('setup.title'));

  const create = useMutation({
    mutationFn: async () => {
      const { zh, en, bureauCode, name, email, password } = form;
      await call('POST /api/setup', {
        body: { token, bureauCode, bureauName: { zh, en }, name, email, password },
      });
      await authenticate('sign-in/email', { email, password });
    },
    onSuccess: () => {
      queryClient.clear();
      router.history.push('/');
    },
  });
  const refused = create.error instanceof ApiError ? create.error.fieldMessages() : {};
  const missing = (value: string) => (tried && value.trim() === '' ? t('field.required') : undefined);
  const errors: Record<string, string | undefined> = {
    zh: tried && form.zh.trim() === '' && form.en.trim() === '' ? t('field.oneName') : undefined,
    bureauCode: missing(form.bureauCode),
    name: missing(form.name),
    email: tried && !/^\S+@\S+\.\S+$/.test(form.email) ? t('field.badEmail') : undefined,
    password:
      tried && form.password.length < LEAST_PASSWORD
        ? t('field.shortPassword', { count: LEAST_PASSWORD })
        : undefined,
  };
  const bind = (key: keyof typeof form, path: string = key) => ({
    value: form[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((old) => ({ ...old, [key]: value }));
    },
    error: errors[key] ?? refused[path],
  });

  if (token === '') {
    return (
      <StartCard title={t('setup.title')}>
        <p style={{ marginTop: 12 }}>{t('setup.noToken')}</p>
      </StartCard>
    );
  }
  return (
    <StartCard title={t('setup.title')} lead={t('setup.lead')}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setTried(true);
          const ready =
            (form.zh.trim() !== '' || form.en.trim() !== '') &&
            form.bureauCode.trim() !== '' &&
            form.name.trim() !== '' &&
            /^\S+@\S+\.\S+$/.test(form.email) &&
            form.password.length >= LEAST_PASSWORD;
          if (ready) create.mutate();
        }}
      >
        <div className={styles.pair}>
          <TextInput label={t('field.bureauZh')} lang="zh-CN" {...bind('zh', 'bureauName.zh')} />
          <TextInput label={t('field.bureauEn')} lang="en" {...bind('en', 'bureauName.en')} />
        </div>
        <TextInput
          label={t('field.bureauCode')}
          description={t('field.bureauCodeHint')}
          {...bind('bureauCode')}
        />
        <TextInput label={t('field.name')} autoComplete="name" {...bind('name')} />
        <TextInput type="email" label={t('field.email')} autoComplete="username" {...bind('email')} />
        <PasswordInput
          label={t('field.password')}
          description={t('field.passwordHint', { count: LEAST_PASSWORD })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('field.showPassword') }}
          {...bind('password')}
        />
        {create.error === null ? null : <ErrorPanel error={create.error} plain />}
        <Button type="submit" size="md" loading={create.isPending}>
          {t('setup.action')}
        </Button>
      </form>
    </StartCard>
  );
}
