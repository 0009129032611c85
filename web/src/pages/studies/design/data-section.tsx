import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { StudyColumn, StudyDesign, StudyDetail } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../../api/client.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { DropZone } from '../../register/imports/drop-zone.tsx';
import { useFileDrop } from '../../register/imports/use-file-drop.ts';
import { StepSection } from '../step-section.tsx';
import styles from '../studies.module.css';
import { rolesOf } from './propose-design.ts';
import { RegisterChoice } from './register-choice.tsx';

const TABLE_HEIGHT = 380;
const ACCEPT = '.csv,.csv.gz,.gz,.xlsx';

interface DataSectionProps {
  detail: StudyDetail;
  design: StudyDesign | null;
  onDetail: (detail: StudyDetail) => void;
}

/** Where the rows come from: a file or the register; then every column with its type and what is missing. */
export function DataSection({ detail, design, onDetail }: DataSectionProps) {
  const { t } = useTranslation('studies');
  const [again, setAgain] = useState(false);
  const { data } = detail;
  const editable = detail.mayWrite && detail.status === 'draft';
  const done = (next: StudyDetail) => {
    setAgain(false);
    onDetail(next);
  };
  return (
    <StepSection id="data" title={t('data.title')} lead={data === null ? t('data.lead') : undefined}>
      {data === null ? null : <DataFacts data={data} design={design} closed={detail.status === 'draft'} />}
      {!editable ? null : data === null || again ? (
        <Sources studyId={detail.id} onDetail={done} small={data !== null} />
      ) : (
        <Button variant="default" size="xs" className={styles.after ?? ''} onClick={() => setAgain(true)}>
          {t('data.other')}
        </Button>
      )}
    </StepSection>
  );
}

function Sources({
  studyId,
  onDetail,
  small,
}: {
  studyId: string;
  onDetail: (detail: StudyDetail) => void;
  small: boolean;
}) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const [fraction, setFraction] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(
        'POST /api/studies/:id/data',
        { params: { id: studyId }, query: { fileName: file.name } },
        file,
        setFraction,
      ),
    onSuccess: onDetail,
  });
  const take = (file: File) => {
    if (send.isPending) return;
    setFraction(0);
    send.reset();
    const fits = /\.(csv|csv\.gz|xlsx)$/i.test(file.name);
    setWrong(fits ? null : file.name);
    if (fits) send.mutate(file);
  };
  const hovering = useFileDrop(take, !send.isPending);
  const file = send.variables?.name ?? '';
  return (
    <div className={styles.sources}>
      <DropZone
        small={small}
        accept={ACCEPT}
        title={t('data.drop')}
        hint={t('data.formats')}
        choose={t('data.choose')}
        hovering={hovering}
        hoverText={t('data.dropNow')}
        progress={send.isPending ? fraction : null}
        progressText={
          fraction < 1
            ? t('data.uploading', { file, percent: format.number(fraction, { percent: true, digits: 0 }) })
            : t('data.reading', { file })
        }
        onFile={take}
      />
      {wrong === null ? null : (
        <p role="alert" className={styles.bad}>
          {t('data.wrongFormat', { file: wrong })}
        </p>
      )}
      {send.error === null ? null : <ErrorPanel error={send.error} plain />}
      <p className={styles.soft}>{t('data.privacy')}</p>
      <RegisterChoice studyId={studyId} onDetail={onDetail} />
    </div>
  );
}

interface DataFactsProps {
  data: NonNullable<StudyDetail['data']>;
  design: StudyDesign | null;
  /** Outcomes are not yet opened. */
  closed: boolean;
}

function DataFacts({ data, design, closed }: DataFactsProps) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  // Years and codes are written without a comma.
  const plain = (value: number) =>
    Number.isInteger(value) ? String(value).replace('-', '−') : format.number(value, { atMost: 4 });
  const range = ({ name, min, max, examples }: StudyColumn) =>
    closed && design?.outcomes.includes(name)
      ? t('data.closed')
      : min !== null && max !== null
        ? t('data.range', { from: plain(min), to: plain(max) })
        : examples.join(format.language === 'zh' ? '、' : ', ');
  return (
    <>
      <dl className={styles.facts}>
        <div>
          <dt>{t(`data.source.${data.source}`)}</dt>
          <dd>{data.fileName}</dd>
        </div>
        <div>
          <dt>{t('data.rows')}</dt>
          <dd>{format.number(data.rows)}</dd>
        </div>
        <div>
          <dt>{t('data.columns')}</dt>
          <dd>{format.number(data.columns.length)}</dd>
        </div>
        <div>
          <dt>{t('data.digest')}</dt>
          <dd>
            <code title={data.sha256}>{data.sha256.slice(0, 12)}…</code>
          </dd>
        </div>
      </dl>
      <div className={styles.bleed}>
        <DataTable<StudyColumn>
          caption={t('data.columnsOf', { file: data.fileName })}
          maxHeight={TABLE_HEIGHT}
          rows={data.columns}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', header: t('data.column'), names: true, cell: ({ name }) => name },
            {
              key: 'type',
              header: t('data.type'),
              cell: ({ type, personal }) =>
                personal === null ? (
                  t(`data.types.${type}`)
                ) : (
                  <span className={styles.bad}>{t(`data.personal.${personal}`)}</span>
                ),
            },
            {
              key: 'missing',
              header: t('data.missing'),
              numeric: true,
              cell: ({ missing, rows }) =>
                missing === 0
                  ? t('data.none')
                  : `${format.number(missing)}${format.inBrackets(
                      format.number(rows === 0 ? 0 : missing / rows, { percent: true, atMost: 1 }),
                    )}`,
            },
            {
              key: 'distinct',
              header: t('data.distinct'),
              numeric: true,
              cell: ({ distinct }) => format.number(distinct),
            },
            { key: 'range', header: t('data.values'), cell: range },
            {
              key: 'role',
              header: t('data.role'),
              cell: ({ name }) =>
                design === null
                  ? ''
                  : rolesOf(name, design)
                      .map((role) => t(`role.${role}`))
                      .join(format.language === 'zh' ? '、' : ', '),
            },
          ]}
        />
      </div>
    </>
  );
}
