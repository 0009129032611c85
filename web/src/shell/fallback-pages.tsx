import { Button, Loader } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorPanel } from '../components/error-panel.tsx';
import { usePageTitle } from '../components/page-header.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'));
  return (
    <main style={{ maxWidth: 640, margin: '8vh auto', padding: '0 20px' }}>
      <EmptyState
        title={t('notFound.title')}
        level={1}
        action={
          <Button component={Link} to="/">
            {t('notFound.home')}
          </Button>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </main>
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div style={{ maxWidth: 640, margin: '8vh auto', padding: '0 20px' }}>
      <ErrorPanel
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}

export function PendingPage() {
  const { t } = useTranslation();
  return (
    <div role="status" style={{ padding: '20vh 0', display: 'grid', placeItems: 'center' }}>
      <Loader size="sm" />
      <span className="sr-only">{t('loading')}</span>
    </div>
  );
}
