import { explainHeadline } from './explain.ts';
import { Explained } from './explanation.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import styles from './result.module.css';
import { useStudyWords } from './study-words.ts';

/** The plain sentence with its uncertainty; beside it, always, what there is to be wary of. */
export function Headline({ outcome, result }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  const { headline, counts } = outcome;
  const said = new Set(outcome.warnings.map(({ code }) => code));
  const warnings = [
    ...outcome.warnings.map(({ code, message }) => ({ code, text: format.text(message) })),
    ...result.findings
      .filter(({ severity, code }) => severity !== 'note' && !said.has(code))
      .map(({ code, message }) => ({ code, text: format.text(message) })),
  ];
  const assumptions = warnings.filter(({ code }) => code.startsWith('assumption-'));
  const wary = warnings.filter(({ code }) => !code.startsWith('assumption-'));
  const how = () => explainHeadline(outcome, result, words);
  return (
    <section className={`card ${styles.headline}`} aria-label={outcome.outcome}>
      <div className={styles.answer}>
        <h2>{format.text(headline.sentence)}</h2>
        {result.question === '' ? null : <p className={styles.question}>{result.question}</p>}
        {headline.estimate === null ? null : (
          <dl className={styles.figures}>
            <div>
              <dt>
                {outcome.outcome}
                {format.inBrackets(format.text(headline.unit))}
              </dt>
              <dd className={styles.main}>
                <Explained how={how}>{effect(headline.estimate, headline.standardError)}</Explained>
              </dd>
            </div>
            <div>
              <dt>{t('table.interval')}</dt>
              <dd>
                <Explained how={how}>
                  {interval(headline.confidenceInterval, headline.standardError)}
                </Explained>
              </dd>
            </div>
            <div>
              <dt>{t('table.pValue')}</dt>
              <dd>
                <Explained how={how}>{pValue(headline.pValue)}</Explained>
              </dd>
            </div>
            <div>
              <dt>{t('table.basis')}</dt>
              <dd>
                {[
                  t('headline.rows', { count: counts.rows, n: format.number(counts.rows) }),
                  counts.units === null
                    ? null
                    : t('headline.units', { count: counts.units, n: format.number(counts.units) }),
                  counts.treatedUnits === null
                    ? null
                    : t('headline.treated', { n: format.number(counts.treatedUnits) }),
                ]
                  .filter((one) => one !== null)
                  .join(' · ')}
              </dd>
            </div>
          </dl>
        )}
        {outcome.dropped.length === 0 ? null : (
          <p className={styles.small}>
            {t('headline.dropped')}
            {format.colon}
            {outcome.dropped
              .map(({ reason, count }) => `${format.text(reason)}${format.inBrackets(format.number(count))}`)
              .join(format.language === 'zh' ? '；' : '; ')}
          </p>
        )}
      </div>
      <aside className={styles.warnings} aria-label={t('headline.warnings')}>
        <h3>
          {wary.length === 0 ? null : <span aria-hidden="true">! </span>}
          {t('headline.warnings')}
        </h3>
        {wary.length === 0 ? (
          <p>{t('headline.noWarnings')}</p>
        ) : (
          <ul>
            {wary.map(({ code, text }) => (
              <li key={`${code} ${text}`}>{text}</li>
            ))}
          </ul>
        )}
        {assumptions.length === 0 ? null : (
          <details>
            <summary>{t('headline.assumptions', { count: assumptions.length })}</summary>
            <ul>
              {assumptions.map(({ code, text }) => (
                <li key={code}>{text}</li>
              ))}
            </ul>
          </details>
        )}
      </aside>
    </section>
  );
}
