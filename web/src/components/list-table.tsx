import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from './data-table.tsx';
import styles from './list-table.module.css';

export interface ListColumn<Row> extends Column<Row> {
  /** On a phone shown without its header, such as buttons or a sentence. */
  readonly bare?: boolean;
}

interface ListTableProps<Row> {
  caption: string;
  columns: readonly ListColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  empty?: ReactNode;
  maxHeight?: number;
}

/** A table of things with names; on a phone each row becomes a card, so that nothing is squeezed or cut. */
export function ListTable<Row>({ caption, columns, rows, rowKey, empty, maxHeight }: ListTableProps<Row>) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false });
  if (!phone || rows.length === 0) {
    return (
      <DataTable
        caption={caption}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        {...(empty === undefined ? {} : { empty })}
        {...(maxHeight === undefined ? {} : { maxHeight })}
      />
    );
  }
  const naming = columns.filter(({ names }) => names);
  const others = columns.filter(({ names }) => !names);
  const sortable = columns.filter(({ onSort, header }) => onSort !== undefined && typeof header === 'string');
  const list = (
    <ul className={styles.cards} aria-label={caption}>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          {naming.map((column) => (
            <div key={column.key} className={styles.title}>
              {column.cell(row)}
            </div>
          ))}
          <dl className={styles.pairs}>
            {others.map((column) => {
              const shown = column.cell(row);
              if (shown === null || shown === undefined || shown === '' || shown === false) return null;
              return (
                <div key={column.key} className={column.bare ? styles.bare : styles.pair}>
                  <dt className={column.bare ? 'sr-only' : undefined}>{column.header}</dt>
                  <dd>{shown}</dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
  if (sortable.length < 2) return list;
  return (
    <>
      <div className={`${styles.sort} no-print`}>
        <NativeSelect
          size="xs"
          label={t('sortedBy')}
          value={sortable.find(({ sorted }) => Boolean(sorted))?.key ?? ''}
          data={sortable.map(({ key, header }) => ({ value: key, label: String(header) }))}
          onChange={(event) => sortable.find(({ key }) => key === event.currentTarget.value)?.onSort?.()}
        />
      </div>
      {list}
    </>
  );
}
