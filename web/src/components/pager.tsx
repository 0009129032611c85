import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format.ts';
import styles from './pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

/** Which part of a long list is shown, and the way on. */
export function Pager({ page, pageSize, total, onPage }: PagerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  if (total === 0) return null;
  return (
    <nav className={`${styles.pager} no-print`} aria-label={t('pager.label')}>
      <span aria-live="polite" className="num">
        {t('pager.range', {
          from: format.number((page - 1) * pageSize + 1),
          to: format.number(Math.min(page * pageSize, total)),
          total: format.number(total),
        })}
      </span>
      {pages === 1 ? null : (
        <span className={styles.buttons}>
          <Button
            variant="default"
            size="xs"
            disabled={page <= 1}
            aria-label={t('pager.previous')}
            onClick={() => onPage(page - 1)}
          >
            ‹
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={page >= pages}
            aria-label={t('pager.next')}
            onClick={() => onPage(page + 1)}
          >
            ›
          </Button>
        </span>
      )}
    </nav>
  );
}
