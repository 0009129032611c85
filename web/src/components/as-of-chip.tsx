import { Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format.ts';
import styles from './as-of-chip.module.css';

interface AsOfChipProps {
  /** The day the page shows. */
  asOf: string;
  /** The day asked for; undefined is today. */
  chosen: string | undefined;
  onChange: (day: string | undefined) => void;
}

/** "As of 1 Sep 2025" in the header; opens the choice of another day. */
export function AsOfChip({ asOf, chosen, onChange }: AsOfChipProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [day, setDay] = useState(asOf);
  const choose = (next: string | undefined) => {
    setOpened(false);
    onChange(next);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={chosen === undefined ? styles.chip : `${styles.chip} ${styles.other}`}
          aria-label={t('asOfChip.choose', { day: format.day(asOf) })}
          onClick={() => {
            setDay(asOf);
            setOpened((open) => !open);
          }}
        >
          {t('asOf', { day: format.day(asOf) })}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={styles.form}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (day !== '') choose(day);
          }}
        >
          <TextInput
            type="date"
            label={t('asOfChip.day')}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            data-autofocus
          />
          <div className={styles.buttons}>
            <Button type="submit" size="xs" disabled={day === ''}>
              {t('asOfChip.show')}
            </Button>
            {chosen === undefined ? null : (
              <Button type="button" size="xs" variant="default" onClick={() => choose(undefined)}>
                {t('asOfChip.today')}
              </Button>
            )}
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
