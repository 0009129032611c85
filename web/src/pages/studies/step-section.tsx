import type { ReactNode } from 'react';
import styles from './studies.module.css';

interface StepSectionProps {
  id: string;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One step of a study: a card with its heading and what the step is about. */
export function StepSection({ id, title, lead, children }: StepSectionProps) {
  return (
    <section className={`card ${styles.step}`} id={`step-${id}`} aria-labelledby={`title-${id}`}>
      <h2 id={`title-${id}`}>{title}</h2>
      {lead === undefined ? null : <p className={styles.stepLead}>{lead}</p>}
      <div className={styles.stepBody}>{children}</div>
    </section>
  );
}
