import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/client.ts';
import { DetailDrawer } from '../../../components/detail-drawer.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import styles from './form-drawer.module.css';

interface FormDrawerProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  kicker?: ReactNode;
  /** What saving will do, and what it does to the past. */
  explain: ReactNode;
  submitLabel: string;
  busy: boolean;
  error: unknown;
  /** Fields shown in this form: their messages stand at the field, all others above the button. */
  fields: readonly string[];
  onSubmit: () => void;
  children: ReactNode;
  size?: number;
}

/** A form beside the page: explanation first, then fields, then the server's answer and the button. */
export function FormDrawer(props: FormDrawerProps) {
  const {
    opened,
    onClose,
    title,
    kicker,
    explain,
    submitLabel,
    busy,
    error,
    fields,
    onSubmit,
    children,
    size,
  } = props;
  const { t } = useTranslation('register');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <DetailDrawer
      opened={opened}
      onClose={onClose}
      title={title}
      {...(kicker === undefined ? {} : { kicker })}
      {...(size === undefined ? {} : { size })}
    >
      <form onSubmit={submit} className={styles.form} noValidate>
        <p className={styles.explain}>{explain}</p>
        {children}
        {error !== null && error !== undefined && !onlyAtFields(error, fields) ? (
          <Refusal error={error} />
        ) : null}
        <div className={styles.foot}>
          <Button type="submit" loading={busy}>
            {submitLabel}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </DetailDrawer>
  );
}

/** A form's refusal says itself what to do; anything else is told in full. */
function Refusal({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.message === '' || error.status >= 500) {
    return <ErrorPanel error={error} plain />;
  }
  return (
    <div role="alert" className={styles.refusal}>
      <p>{error.message}</p>
      {error.details.map(({ path, message }) => (
        <p key={`${path} ${message}`}>{message}</p>
      ))}
    </div>
  );
}

function onlyAtFields(error: unknown, fields: readonly string[]): boolean {
  if (!(error instanceof ApiError)) return false;
  const named = Object.keys(error.fieldMessages());
  return named.length > 0 && named.every((path) => fields.includes(path.split(/[./]/)[0] ?? ''));
}

/** Messages of one form: what the form itself misses, and what the server refused, by field. */
export function useFieldErrors(serverError: unknown) {
  const [missing, setMissing] = useState<Record<string, string>>({});
  const fromServer = serverError instanceof ApiError ? serverError.fieldMessages() : {};
  return {
    /** The message at a field, also when the server names a part of it, such as `name.en`. */
    at(field: string): string | undefined {
      if (missing[field] !== undefined) return missing[field];
      const path = Object.keys(fromServer).find(
        (one) => one === field || one.startsWith(`${field}.`) || one.startsWith(`${field}/`),
      );
      return path === undefined ? undefined : fromServer[path];
    },
    /** Keeps the messages and tells whether there are none. */
    check(messages: Record<string, string | false | undefined>): boolean {
      const found = Object.fromEntries(
        Object.entries(messages).filter((entry): entry is [string, string] => Boolean(entry[1])),
      );
      setMissing(found);
      return Object.keys(found).length === 0;
    },
    clear: () => setMissing({}),
  };
}
