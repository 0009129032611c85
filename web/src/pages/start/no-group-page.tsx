import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/me.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { usePageTitle } from '../../components/page-header.tsx';

/** The home of a person who has no group yet. */
export function Page() {
  const { t } = useTranslation('start');
  const mayImport = usePermission('import.use');
  const mayRegister = usePermission('register.read');
  usePageTitle(t('noGroup.title'));
  return (
    <EmptyState
      level={1}
      title={t('noGroup.title')}
      action={
        mayImport ? (
          <>
            <Button component={Link} to="/imports">
              {t('noGroup.import')}
            </Button>
            {mayRegister ? (
              <Button component={Link} to="/register" variant="default">
                {t('noGroup.register')}
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      {t(mayImport ? 'noGroup.textImport' : 'noGroup.text')}
    </EmptyState>
  );
}
