import { MultiSelect } from '@mantine/core';
import type { StudyColumn } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import styles from '../studies.module.css';

interface ColumnsSelectProps {
  label: string;
  description?: string;
  columns: readonly StudyColumn[];
  value: readonly string[];
  fits?: (column: StudyColumn) => boolean;
  most: number;
  onChange: (columns: string[]) => void;
}

/** Chooses several columns of the data. */
export function ColumnsSelect(props: ColumnsSelectProps) {
  const { label, description, columns, value, fits, most, onChange } = props;
  const { t } = useTranslation('studies');
  return (
    <MultiSelect
      label={label}
      {...(description === undefined ? {} : { description })}
      data={columns
        .filter(({ name, personal }) => value.includes(name) || personal === null)
        .filter((column) => value.includes(column.name) || (fits?.(column) ?? true))
        .map(({ name }) => name)}
      value={[...value]}
      maxValues={most}
      searchable
      hidePickedOptions
      classNames={{ inputField: styles.typed ?? '' }}
      placeholder={value.length === 0 ? t('chooseSeveral') : ''}
      nothingFoundMessage={t('noColumn')}
      onChange={onChange}
    />
  );
}
