import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { StandardPackBody } from '@trellis/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { usePermission } from '../../api/me.ts';
import { forget, useRoute } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader, usePageTitle } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import { Guarantees } from './guarantees.tsx';
import { IndicatorTable } from './indicator-table.tsx';
import { type Draft, draftOf, fieldOf, isWrong, packFromDraft, schoolRuleOf } from './pack-body.ts';
import { RulesInWords } from './rules-in-words.tsx';
import styles from './standards.module.css';

const route = getRouteApi('/frame/standards/$packId');

/** One pack: its values, rules and sources; changed, it becomes the bureau's own version. */
export function Page() {
  const { packId } = route.useParams();
  const packs = useRoute('GET /api/packs', {});
  if (packs.error !== null) {
    return <ErrorPanel error={packs.error} onRetry={() => void packs.refetch()} />;
  }
  if (packs.data === undefined) return <Skeleton height={420} radius={12} />;
  const item = packs.data.find(({ pack }) => pack.id === packId);
  if (item === undefined) return <NoSuchPack />;
  return <PackView key={packId} pack={item.pack} own={item.origin === 'bureau'} version={item.version} />;
}

function NoSuchPack() {
  const { t } = useTranslation('standards');
  usePageTitle(t('notFound'));
  return (
    <EmptyState
      level={1}
      title={t('notFound')}
      action={
        <Button component={Link} to="/standards">
          {t('back')}
        </Button>
      }
    />
  );
}

function PackView({ pack, own, version }: { pack: StandardPackBody; own: boolean; version: number }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const mayWrite = usePermission('pack.write');
  const [draft, setDraft] = useState<Draft | null>(null);
  const packId = pack.id;

  const put = (body: StandardPackBody) => call('PUT /api/packs/:packId', { params: { packId }, body });
  const drop = () => call('DELETE /api/packs/:packId', { params: { packId } });
  const refresh = () => forget('/api/packs', '/api/groups', '/api/bureau');

  const tell = (message: string, undo: () => Promise<unknown>) => {
    const id = notifications.show({
      autoClose: 10_000,
      color: 'leaf',
      message: (
        <span className={styles.note}>
          {message}
          <button
            type="button"
            className="explains"
            onClick={() => {
              notifications.hide(id);
              void undo()
                .then(refresh)
                .then(() => notifications.show({ message: t('undone'), color: 'leaf' }))
                .catch((error: unknown) =>
                  notifications.show({ message: <ErrorPanel error={error} plain />, color: 'red' }),
                );
            }}
          >
            {t('undo')}
          </button>
        </span>
      ),
    });
  };
  const save = useMutation({
    mutationFn: (body: StandardPackBody) => put(body),
    onSuccess: async () => {
      await refresh();
      setDraft(null);
      tell(t('saved'), () => (own ? put(pack) : drop()));
    },
  });
  const remove = useMutation({
    mutationFn: drop,
    onSuccess: async () => {
      await refresh();
      setDraft(null);
      tell(t('dropped'), () => put(pack));
    },
  });

  const wrong =
    draft === null ? [] : Object.keys(draft).filter((field) => isWrong(field, draft[field] ?? ''));
  const bind = (field: string) => ({
    value: draft?.[field] ?? '',
    error: wrong.includes(field),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((old) => (old === null ? old : { ...old, [field]: value }));
    },
  });
  const stageText = (stage: string) => t(`common:stage.${stage}`, { defaultValue: stage });
  const standards = pack.indicators.filter(({ standard }) => standard !== undefined).length;

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (draft !== null && wrong.length === 0) save.mutate(packFromDraft(pack, draft));
      }}
    >
      <p className={styles.crumb}>
        <Link to="/standards">{t('back')}</Link>
      </p>
      <PageHeader
        title={format.text(pack.name)}
        lead={[
          t('validFrom', { day: format.day(pack.validFrom) }),
          own ? t('own', { version }) : t('origin.shipped'),
        ].join(' · ')}
        actions={
          mayWrite ? (
            draft === null ? (
              <>
                <Button key="edit" type="button" variant="default" onClick={() => setDraft(draftOf(pack))}>
                  {t('edit')}
                </Button>
                {own ? (
                  <Button
                    key="drop"
                    type="button"
                    variant="default"
                    loading={remove.isPending}
                    onClick={() => remove.mutate()}
                  >
                    {t('drop')}
                  </Button>
                ) : null}
              </>
            ) : (
              <>
                {/* Keys of their own: the click that opens the form must not land on its submit button. */}
                <Button key="save" type="submit" loading={save.isPending} disabled={wrong.length > 0}>
                  {t('saveOwn')}
                </Button>
                <Button key="cancel" type="button" variant="default" onClick={() => setDraft(null)}>
                  {t('cancel')}
                </Button>
              </>
            )
          ) : undefined
        }
      >
        {draft === null ? null : <p className={styles.hint}>{t('editLead')}</p>}
        {wrong.length === 0 ? null : (
          <p role="alert" className={styles.wrong}>
            {t('fix', { count: wrong.length })}
          </p>
        )}
      </PageHeader>
      {save.error === null && remove.error === null ? null : (
        <div style={{ marginBottom: 16 }}>
          <ErrorPanel error={save.error ?? remove.error} />
        </div>
      )}
      <section className={`card ${styles.tableCard}`}>
        <h2>{t('table')}</h2>
        <IndicatorTable pack={pack} own={own} editing={draft !== null} bind={bind} />
      </section>
      <section className={`card ${styles.section}`}>
        <h2>{t('rules')}</h2>
        {draft === null ? null : (
          <div className={styles.ruleFields}>
            <NativeSelect
              label={t('rule.variation')}
              data={[
                { value: 'each', label: t('rule.each') },
                { value: 'mean', label: t('rule.mean') },
              ]}
              {...bind(fieldOf.variation)}
            />
            {draft[fieldOf.variation] === 'mean'
              ? pack.stages.map((stage) => (
                  <TextInput
                    key={stage}
                    inputMode="decimal"
                    label={t('rule.meanLimit', { stage: stageText(stage) })}
                    {...bind(fieldOf.meanLimit(stage))}
                  />
                ))
              : null}
            {standards > 0 || schoolRuleOf(pack) !== undefined ? (
              <>
                <TextInput
                  inputMode="numeric"
                  label={t('rule.atLeast')}
                  rightSection={<span className={styles.suffix}>{t('rule.of', { count: standards })}</span>}
                  rightSectionWidth={70}
                  {...bind(fieldOf.atLeast)}
                />
                <TextInput
                  inputMode="decimal"
                  label={t('rule.remaining')}
                  rightSection={<span className={styles.suffix}>%</span>}
                  {...bind(fieldOf.remaining)}
                />
              </>
            ) : null}
          </div>
        )}
        <RulesInWords pack={pack} editing={draft !== null} />
      </section>
      <Guarantees pack={pack} />
      <section className={`card ${styles.section}`}>
        <h2>{t('source')}</h2>
        <p>{format.text(pack.source)}</p>
        {mayWrite ? null : <p className={styles.hint}>{t('readOnly')}</p>}
      </section>
    </form>
  );
}
