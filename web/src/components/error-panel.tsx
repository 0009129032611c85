import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import styles from './error-panel.module.css';

interface ErrorPanelProps {
  error: unknown;
  onRetry?: () => void;
  /** Without the box, inside a drawer or form. */
  plain?: boolean;
}

/** The server's own words, what to do about it, and the request's number for whoever is asked for help. */
export function ErrorPanel({ error, onRetry, plain = false }: ErrorPanelProps) {
  const { t, i18n } = useTranslation();
  const known = error instanceof ApiError ? error : null;
  const code = known?.code ?? 'fault';
  const remedy = i18n.exists(`error.remedy.${code}`) ? t(`error.remedy.${code}`) : '';
  const message = known?.message || t(`error.${code === 'offline' ? 'offline' : 'fault'}`);
  return (
    <div role="alert" className={`${plain ? '' : 'card'} ${styles.panel}`}>
      <p className={styles.title}>
        <span aria-hidden="true" className={styles.mark}>
          !
        </span>
        {message}
      </p>
      {known !== null && known.details.length > 0 ? (
        <ul className={styles.details}>
          {known.details.slice(0, 20).map((detail) => (
            <li key={`${detail.path} ${detail.message}`}>
              {detail.path === '' ? null : <code>{detail.path}</code>} {detail.message}
            </li>
          ))}
        </ul>
      ) : null}
      {remedy === '' ? null : <p className={styles.remedy}>{remedy}</p>}
      <div className={styles.foot}>
        {onRetry === undefined ? null : (
          <Button variant="default" size="xs" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        )}
        {known?.requestId ? (
          <span className={styles.request}>{t('error.request', { id: known.requestId })}</span>
        ) : null}
      </div>
    </div>
  );
}
