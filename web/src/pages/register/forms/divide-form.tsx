import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { GroupDetail } from '@trellis/contract';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { forget } from '../../../api/queries.ts';
import { DayInput } from '../parts/day-input.tsx';
import { FormDrawer, useFieldErrors } from '../parts/form-drawer.tsx';
import { useWords } from '../parts/words.ts';
import { todayIso } from '../trajectory/days.ts';
import styles from './divide-form.module.css';
import { NameInputs } from './name-inputs.tsx';

interface Draft {
  key: string;
  /** Empty while the name follows the schools. */
  en: string;
  zh: string;
  code: string;
}

interface DivideFormProps {
  group: GroupDetail;
  opened: boolean;
  onClose: () => void;
  onDone: (sentence: string) => void;
}

let made = 0;
const newDraft = (): Draft => {
  made += 1;
  return { key: `new-${made}`, en: '', zh: '', code: '' };
};

/** Clusters by name, and for every member the one it belongs to. */
export function DivideForm({ group, opened, onClose, onDone }: DivideFormProps) {
  const { t, name, format } = useWords();
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    group.clusters.length > 0
      ? group.clusters.map(({ id, code, name: own }) => ({ key: id, code, en: own.en, zh: own.zh }))
      : [newDraft(), newDraft()],
  );
  const [chosen, setChosen] = useState<Record<string, string | null>>(() =>
    Object.fromEntries(group.members.map(({ schoolId, clusterId }) => [schoolId, clusterId])),
  );
  const [from, setFrom] = useState<string | null>(todayIso());
  const brief = (member: GroupDetail['members'][number]) =>
    member.profile.shortName || member.code || name(member.profile.name);
  const filled = drafts.map((draft) => {
    const members = group.members.filter(({ schoolId }) => chosen[schoolId] === draft.key);
    const codes = members.map(brief).join('-');
    return {
      ...draft,
      members,
      suggestion: {
        code: codes.slice(0, 60),
        en: codes === '' ? '' : `Cluster ${codes}`.slice(0, 200),
        zh: codes === '' ? '' : `${codes} 组团`.slice(0, 200),
      },
    };
  });
  const save = useMutation({
    mutationFn: () =>
      call('POST /api/groups/:id/clusters', {
        params: { id: group.id },
        body: {
          from: from!,
          clusters: filled.map((draft) => {
            const own = draft.en.trim() !== '' || draft.zh.trim() !== '';
            return {
              code: draft.code.trim() || draft.suggestion.code,
              name: own
                ? { en: draft.en.trim(), zh: draft.zh.trim() }
                : { en: draft.suggestion.en, zh: draft.suggestion.zh },
              schoolIds: draft.members.map(({ schoolId }) => schoolId),
            };
          }),
        },
      }),
    onSuccess: async () => {
      await forget('/api/groups', '/api/bureau');
      const date = format.day(from!);
      onDone(
        filled.length === 0
          ? t('divide.doneNone', { date })
          : t('divide.done', { count: filled.length, number: format.number(filled.length), date }),
      );
    },
  });
  const errors = useFieldErrors(save.error);
  const submit = () => {
    const empty = Object.fromEntries(
      filled.map(({ key, members }) => [`cluster ${key}`, members.length === 0 && t('divide.emptyCluster')]),
    );
    if (errors.check({ from: from === null && t('form.required'), ...empty })) save.mutate();
  };
  const change = (key: string, patch: Partial<Draft>) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...patch } : draft)));
  const remove = (key: string) => {
    setDrafts(drafts.filter((draft) => draft.key !== key));
    setChosen(Object.fromEntries(Object.entries(chosen).map(([id, own]) => [id, own === key ? null : own])));
  };
  const labelOf = (draft: (typeof filled)[number], index: number) =>
    (format.language === 'zh' ? draft.zh || draft.en : draft.en || draft.zh) ||
    (format.language === 'zh' ? draft.suggestion.zh : draft.suggestion.en) ||
    t('divide.name', { number: index + 1 });
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      size={640}
      title={t('divide.title', { group: name(group.name) })}
      explain={drafts.length === 0 ? t('divide.explainNone') : t('divide.explain')}
      submitLabel={t('divide.save')}
      busy={save.isPending}
      error={save.error}
      fields={['from']}
      onSubmit={submit}
    >
      <DayInput label={t('divide.from')} value={from} onChange={setFrom} error={errors.at('from')} />
      <fieldset className={styles.set}>
        <legend>{t('divide.clusters')}</legend>
        <p className={styles.hint}>{t('divide.suggested')}</p>
        {filled.map((draft, index) => (
          <div key={draft.key} className={styles.draft}>
            <div className={styles.draftHead}>
              <strong>{t('divide.name', { number: index + 1 })}</strong>
              <span>{draft.members.map(brief).join(' · ')}</span>
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={t('divide.remove', { number: index + 1 })}
                onClick={() => remove(draft.key)}
              >
                ×
              </Button>
            </div>
            <NameInputs
              en={draft.en || draft.suggestion.en}
              zh={draft.zh || draft.suggestion.zh}
              labels={{ en: t('divide.nameEn'), zh: t('divide.nameZh') }}
              onChange={(own) => change(draft.key, own)}
            />
            <TextInput
              label={t('divide.code')}
              value={draft.code || draft.suggestion.code}
              maxLength={60}
              onChange={(event) => change(draft.key, { code: event.currentTarget.value })}
              error={errors.at(`cluster ${draft.key}`)}
            />
          </div>
        ))}
        <Button variant="default" size="xs" onClick={() => setDrafts([...drafts, newDraft()])}>
          {t('divide.add')}
        </Button>
      </fieldset>
      {drafts.length === 0 ? null : (
        <fieldset className={styles.set}>
          <legend>{t('divide.assign')}</legend>
          <ul className={styles.assign}>
            {group.members.map((member) => (
              <li key={member.schoolId}>
                <span>{name(member.profile.name)}</span>
                <Select
                  size="xs"
                  aria-label={t('divide.assignTo', { school: name(member.profile.name) })}
                  data={[
                    { value: '', label: t('divide.none') },
                    ...filled.map((draft, index) => ({ value: draft.key, label: labelOf(draft, index) })),
                  ]}
                  value={chosen[member.schoolId] ?? ''}
                  allowDeselect={false}
                  onChange={(key) => setChosen({ ...chosen, [member.schoolId]: key === '' ? null : key })}
                />
              </li>
            ))}
          </ul>
        </fieldset>
      )}
    </FormDrawer>
  );
}
