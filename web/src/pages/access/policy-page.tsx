import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header.tsx';
import { RolesTable } from './roles-table.tsx';

/** Who may see what, for everybody to read. */
export function Page() {
  const { t } = useTranslation('access');
  return (
    <>
      <PageHeader title={t('policyPage.title')} lead={t('policyPage.lead')} />
      <RolesTable />
    </>
  );
}
