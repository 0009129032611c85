import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right with tabular figures. */
  readonly numeric?: boolean;
  /** The cell that names the row: a row header for those who hear the table. */
  readonly names?: boolean;
  readonly width?: number | string;
  /** Set on columns that sort: the way it is sorted now, or null. */
  readonly sorted?: 'ascending' | 'descending' | null;
  readonly onSort?: () => void;
}

interface DataTableProps<Row> {
  /** Says what the table holds; shown to those who hear it, and above the table with `showCaption`. */
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTone?: (row: Row) => 'bad' | undefined;
  foot?: ReactNode;
  /** Height after which the body scrolls under its header. */
  maxHeight?: number | string;
  empty?: ReactNode;
}

/** A plain table: sticky header, numbers at the right, and on phones it scrolls inside its own box. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, showCaption = false, columns, rows, rowKey, rowTone, foot, maxHeight, empty } = props;
  const { t } = useTranslation();
  return (
    // The box scrolls, so it can be focused and scrolled with the keyboard.
    <section
      className={styles.box}
      style={maxHeight === undefined ? undefined : { maxHeight }}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      <table className={styles.table}>
        <caption className={showCaption ? styles.caption : 'sr-only'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.numeric ? styles.numeric : undefined}
                style={column.width === undefined ? undefined : { width: column.width }}
                aria-sort={column.sorted ?? undefined}
              >
                {column.onSort === undefined ? (
                  column.header
                ) : (
                  <button type="button" className={styles.sort} onClick={column.onSort}>
                    {column.header}
                    <span aria-hidden="true" className={styles.arrow}>
                      {column.sorted === 'ascending' ? '▲' : column.sorted === 'descending' ? '▼' : '↑↓'}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={rowTone?.(row) === 'bad' ? styles.bad : undefined}>
              {columns.map((column) =>
                column.names ? (
                  <th key={column.key} scope="row" className={styles.names}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={column.numeric ? styles.numeric : undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length} className={styles.empty}>
                {empty ?? t('nothing')}
              </td>
            </tr>
          ) : null}
        </tbody>
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
    </section>
  );
}
