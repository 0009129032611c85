import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailDrawer } from '../../../components/detail-drawer.tsx';
import styles from './explanation.module.css';

/** Where one number comes from: what it is, its formula, and everything that went into it. */
export interface Explanation {
  readonly kicker: string;
  readonly title: string;
  readonly value: string;
  readonly unit?: string;
  readonly formula?: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly notes?: readonly string[];
}

export const ExplainContext = createContext<(explanation: Explanation) => void>(() => {});

/** A number that opens its explanation. */
export function Explained({ children, how }: { children: ReactNode; how: () => Explanation }) {
  const explain = useContext(ExplainContext);
  return (
    <button type="button" className="explains num" onClick={() => explain(how())}>
      {children}
    </button>
  );
}

export function ExplanationDrawer({
  explanation,
  onClose,
}: {
  explanation: Explanation;
  onClose: () => void;
}) {
  const { t } = useTranslation('studies');
  const { kicker, title, value, unit, formula, facts, notes } = explanation;
  return (
    <DetailDrawer opened onClose={onClose} kicker={kicker} title={title}>
      <section className={styles.section}>
        <p className={styles.big}>
          <strong>{value}</strong>
          {unit === undefined || unit === '' ? null : <span>{unit}</span>}
        </p>
      </section>
      {formula === undefined ? null : (
        <section className={styles.section}>
          <h3>{t('explain.formula')}</h3>
          <div className={styles.formula}>
            {formula.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </div>
        </section>
      )}
      <section className={styles.section}>
        <h3>{t('explain.inputs')}</h3>
        <dl className={styles.facts}>
          {facts.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      {notes === undefined || notes.length === 0 ? null : (
        <section className={styles.section}>
          <h3>{t('explain.notes')}</h3>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </section>
      )}
    </DetailDrawer>
  );
}
