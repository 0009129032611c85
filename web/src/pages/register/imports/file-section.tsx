import { Select } from '@mantine/core';
import type { ImportDetail } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/format.ts';
import styles from './sections.module.css';

interface FileSectionProps {
  detail: ImportDetail;
  editable: boolean;
  busy: boolean;
  onSheet: (sheet: string) => void;
}

export function FileSection({ detail, editable, busy, onSheet }: FileSectionProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const facts: [string, string][] = [];
  if (detail.format !== null) facts.push([t('file.format'), `.${detail.format}`]);
  if (detail.encoding !== null && detail.format === 'csv')
    facts.push([t('file.encoding'), detail.encoding.toUpperCase()]);
  if (detail.sheet !== null && detail.sheets.length < 2) facts.push([t('file.sheet'), detail.sheet]);
  if (detail.headerRow !== null) facts.push([t('file.headerRow'), format.number(detail.headerRow)]);
  facts.push([t('file.rows'), format.number(detail.rows)]);
  if (detail.group !== null) facts.push([t('file.group'), format.text(detail.group.name)]);
  return (
    <section className={`card ${styles.section}`} aria-labelledby="file" id="step-file">
      <h2 id="file">{t('file.title')}</h2>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {detail.sheets.length < 2 ? null : (
        <Select
          className={styles.sheet}
          label={t('file.sheet')}
          data={detail.sheets}
          value={detail.sheet}
          allowDeselect={false}
          disabled={!editable || busy}
          onChange={(sheet) => {
            if (sheet !== null && sheet !== detail.sheet) onSheet(sheet);
          }}
        />
      )}
    </section>
  );
}
