import { Button, Skeleton } from '@mantine/core';
import type { StudyDetail, StudyResult } from '@trellis/contract';
import { useEffect, useState } from 'react';
import { fileUrl } from '../../../api/client.ts';
import { useRoute } from '../../../api/queries.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { Findings } from '../design/findings.tsx';
import { Registration } from '../run-section.tsx';
import { StepSection } from '../step-section.tsx';
import { explainHeadline } from './explain.ts';
import { ExplainContext, Explained, type Explanation, ExplanationDrawer } from './explanation.tsx';
import { OutcomeView } from './outcome-view.tsx';
import styles from './result.module.css';
import { useStudyWords } from './study-words.ts';

const FORMATS = ['html', 'docx', 'xlsx', 'json', 'r'] as const;

/** What came of a study, the plain sentence first. */
export function ResultView({ detail }: { detail: StudyDetail }) {
  const { data, error, refetch } = useRoute('GET /api/studies/:id/result', { params: { id: detail.id } });
  const [explanation, setExplanation] = useState<Explanation | null>(null);
  useTablesOnPaper();
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={420} radius={12} mb={16} />;
  return (
    <ExplainContext value={setExplanation}>
      <Result detail={detail} result={data} />
      {explanation === null ? null : (
        <ExplanationDrawer explanation={explanation} onClose={() => setExplanation(null)} />
      )}
    </ExplainContext>
  );
}

/** What is folded on screen stands open on paper. */
function useTablesOnPaper(): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const open = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
      for (const one of opened) one.open = true;
    };
    const close = () => {
      for (const one of opened) one.open = false;
      opened = [];
    };
    window.addEventListener('beforeprint', open);
    window.addEventListener('afterprint', close);
    return () => {
      window.removeEventListener('beforeprint', open);
      window.removeEventListener('afterprint', close);
    };
  }, []);
}

function Result({ detail, result }: { detail: StudyDetail; result: StudyResult }) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  const several = result.outcomes.length > 1;
  return (
    <div id="step-result">
      {several ? (
        <section className={`card ${styles.overview}`} aria-label={t('result.allOutcomes')}>
          <DataTable
            caption={t('result.allOutcomes')}
            rows={result.outcomes}
            rowKey={({ outcome }) => outcome}
            columns={[
              { key: 'outcome', header: t('role.outcome'), names: true, cell: ({ outcome }) => outcome },
              {
                key: 'estimate',
                header: t('table.effect'),
                numeric: true,
                cell: (one) => (
                  <Explained how={() => explainHeadline(one, result, words)}>
                    {effect(one.headline.estimate, one.headline.standardError)}
                  </Explained>
                ),
              },
              {
                key: 'interval',
                header: t('table.interval'),
                numeric: true,
                cell: ({ headline }) => interval(headline.confidenceInterval, headline.standardError),
              },
              {
                key: 'adjusted',
                header: t('table.adjusted'),
                numeric: true,
                cell: ({ headline }) => pValue(headline.adjustedPValue),
              },
            ]}
          />
        </section>
      ) : null}
      {result.outcomes.map((outcome) => (
        <OutcomeView key={outcome.outcome} outcome={outcome} result={result} />
      ))}
      <div className={`${styles.exports} no-print`}>
        <strong>{t('exports.title')}</strong>
        <Button
          component="a"
          size="xs"
          target="_blank"
          rel="noopener"
          href={fileUrl('GET /api/studies/:id/report', {
            params: { id: detail.id },
            query: { lang: format.language },
          })}
        >
          {t('exports.print')}
        </Button>
        {FORMATS.map((one) => (
          <a
            key={one}
            href={fileUrl('GET /api/studies/:id/export', {
              params: { id: detail.id },
              query: { format: one, lang: format.language },
            })}
            download
          >
            {t(`exports.format.${one}`)}
          </a>
        ))}
      </div>
      <StepSection id="methods" title={t('methods.title')}>
        {format
          .text(result.methods)
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => (
            <p key={line} className={styles.methods}>
              {line}
            </p>
          ))}
        {result.suppressedCells === 0 ? null : (
          <p className={styles.methods}>
            {t('methods.suppressed', {
              count: result.suppressedCells,
              n: format.number(result.suppressedCells),
            })}
          </p>
        )}
        <Registration detail={detail} />
        <p className={styles.small}>
          {t('methods.software', { version: result.softwareVersion, when: format.moment(result.finishedAt) })}
        </p>
      </StepSection>
      {result.findings.length === 0 ? null : (
        <StepSection id="found" title={t('methods.findings')} lead={t('methods.findingsLead')}>
          <Findings findings={result.findings} />
        </StepSection>
      )}
    </div>
  );
}
