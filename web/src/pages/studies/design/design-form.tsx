import type { StudyDetail } from '@trellis/contract';
import { ChecksSection } from './checks-section.tsx';
import { DataSection } from './data-section.tsx';
import { EstimatorSection } from './estimator-section.tsx';
import { FreezeSection } from './freeze-section.tsx';
import { LevelSection } from './level-section.tsx';
import { OutcomeSection } from './outcome-section.tsx';
import { QuestionsSection } from './questions-section.tsx';
import { TreatmentSection } from './treatment-section.tsx';
import { useDraft } from './use-draft.ts';

interface DesignFormProps {
  detail: StudyDetail & { data: NonNullable<StudyDetail['data']> };
  onDetail: (detail: StudyDetail) => void;
}

/** The guided design: one step under the other, each kept as it is written. */
export function DesignForm({ detail, onDetail }: DesignFormProps) {
  const draft = useDraft(detail);
  const { columns } = detail.data;
  return (
    <>
      <DataSection detail={detail} design={draft.design} onDetail={onDetail} />
      <TreatmentSection columns={columns} draft={draft} />
      <OutcomeSection columns={columns} draft={draft} />
      <LevelSection columns={columns} draft={draft} />
      <QuestionsSection columns={columns} draft={draft} />
      <EstimatorSection draft={draft} />
      <ChecksSection draft={draft} />
      <FreezeSection studyId={detail.id} draft={draft} onDetail={onDetail} />
    </>
  );
}
