import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { StudyDesign, StudyDetail } from '@trellis/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../../api/client.ts';
import { fitDesign, proposeDesign } from './propose-design.ts';
import { recommendEstimator } from './recommend-estimator.ts';

const PAUSE_MS = 450;

/** The design while it is written: every change is kept on the server and looked at after a short pause. */
export function useDraft(detail: StudyDetail & { data: NonNullable<StudyDetail['data']> }) {
  const [design, setDesign] = useState<StudyDesign>(() =>
    detail.design === null
      ? { ...proposeDesign(detail.data), question: detail.title }
      : fitDesign(detail.design, detail.data),
  );
  const [settled] = useDebouncedValue(design, PAUSE_MS);
  const [state, setState] = useState<'saved' | 'saving' | 'failed'>('saved');
  const [error, setError] = useState<unknown>(null);
  const stored = useRef(JSON.stringify(detail.design));
  const followed = useRef<string | null>(null);

  const save = useCallback(
    async (wanted: StudyDesign) => {
      const text = JSON.stringify(wanted);
      if (stored.current === text) return;
      setState('saving');
      try {
        await call('PUT /api/studies/:id/design', { params: { id: detail.id }, body: wanted });
        stored.current = text;
        setState('saved');
        setError(null);
      } catch (fault) {
        setState('failed');
        setError(fault);
        throw fault;
      }
    },
    [detail.id],
  );
  useEffect(() => {
    void save(settled).catch(() => undefined);
  }, [settled, save]);

  const check = useQuery({
    queryKey: ['POST /api/studies/:id/check', detail.id, settled],
    queryFn: ({ signal }) =>
      call(
        'POST /api/studies/:id/check',
        { params: { id: detail.id }, body: { design: settled } },
        { signal },
      ),
    placeholderData: (previous) => previous,
  });

  const change = useCallback((patch: Partial<StudyDesign>) => setDesign((old) => ({ ...old, ...patch })), []);

  // Who follows the recommendation goes on following it when the design changes it.
  const recommended = recommendEstimator(design, check.data?.facts);
  useEffect(() => {
    const before = followed.current;
    followed.current = recommended.estimator;
    if (before === null ? detail.design === null : before === design.estimator)
      change({ estimator: recommended.estimator });
  }, [recommended.estimator, design.estimator, detail.design, change]);

  const pending = settled !== design || state === 'saving' || check.isFetching;
  return { design, change, check, recommended, state, error, pending, flush: () => save(design) };
}
export type Draft = ReturnType<typeof useDraft>;
