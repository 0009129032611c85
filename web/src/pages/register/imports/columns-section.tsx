import { Button, Checkbox, NativeSelect, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ImportDetail, ImportKind, ImportMapping } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { forget, useRoute } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { Pager } from '../../../components/pager.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { DoneNote } from '../parts/done-note.tsx';
import { groupKinds } from '../parts/fixed-values.ts';
import styles from './sections.module.css';

const KINDS: readonly ImportKind[] = ['school-years', 'memberships', 'groups', 'links'];
const PAGE_SIZE = 40;
const LEAVE_OUT = '';

interface ColumnsSectionProps {
  detail: ImportDetail;
  /** The mapping as it stands on the page, checked or not. */
  mapping: ImportMapping;
  changed: boolean;
  editable: boolean;
  busy: boolean;
  onChange: (mapping: ImportMapping) => void;
  onCheck: () => void;
  onPreset: (presetId: string | null) => void;
}

/** Which column means what: proposed by the server, corrected here. */
export function ColumnsSection(props: ColumnsSectionProps) {
  const { detail, mapping, changed, editable, busy, onChange, onCheck, onPreset } = props;
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { data } = useRoute('GET /api/import-presets', {});
  const [filter, setFilter] = useState('');
  const [onlyUsed, setOnlyUsed] = useState(false);
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState(detail.status === 'read');

  const fields = (data?.fields ?? []).filter(({ kind }) => kind.includes(mapping.kind));
  const fieldById = new Map((data?.fields ?? []).map((field) => [field.id, field]));
  const fieldName = (id: string) => {
    const field = fieldById.get(id);
    return field === undefined ? id.replace(/^variable:/, '') : format.text(field.name);
  };
  const fieldByIndex = new Map(mapping.columns.map(({ index, field }) => [index, field]));
  const used = detail.columns.filter(({ index }) => fieldByIndex.get(index) != null);
  const letters = new Map<string, string[]>();
  for (const { index, letter } of used) {
    const field = fieldByIndex.get(index)!;
    letters.set(field, [...(letters.get(field) ?? []), letter]);
  }
  const twice = [...letters].filter(([, at]) => at.length > 1);
  const missing = fields.filter(
    ({ id, required }) => required && !letters.has(id) && (mapping.constants[id] ?? '') === '',
  );
  const asked = filter.trim().toLowerCase();
  const rows = detail.columns.filter(
    ({ index, header, letter }) =>
      (!onlyUsed || fieldByIndex.get(index) != null) &&
      (asked === '' || header.toLowerCase().includes(asked) || letter.toLowerCase() === asked),
  );
  const shownPage = Math.min(page, Math.max(1, Math.ceil(rows.length / PAGE_SIZE)));
  const setField = (index: number, field: string | null) =>
    onChange({
      ...mapping,
      columns: detail.columns.map((column) => ({
        index: column.index,
        field: column.index === index ? field : (fieldByIndex.get(column.index) ?? null),
      })),
    });
  const options = (header: string) => [
    { value: LEAVE_OUT, label: t('columns.leaveOut') },
    ...fields.map((field) => ({
      value: field.id,
      label: field.required
        ? `${format.text(field.name)}${format.inBrackets(t('columns.required'))}`
        : format.text(field.name),
    })),
    ...(mapping.kind === 'school-years' && header.trim() !== ''
      ? [{ value: `variable:${header}`.slice(0, 120), label: t('columns.keepAs', { name: header }) }]
      : []),
  ];
  return (
    <section className={`card ${styles.section}`} aria-labelledby="columns" id="step-columns">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className={styles.fold}>
        <summary>
          <h2 id="columns">{t('columns.title')}</h2>
          <span className={missing.length + twice.length > 0 ? styles.bad : styles.faint}>
            {t('columns.summary', {
              used: format.number(used.length),
              all: format.number(detail.columns.length),
            })}
          </span>
        </summary>
        <div className={styles.controls}>
          <Select
            label={t('columns.preset')}
            className={styles.preset}
            disabled={!editable || busy}
            allowDeselect={false}
            value={detail.presetId ?? LEAVE_OUT}
            onChange={(id) => onPreset(id === LEAVE_OUT ? null : id)}
            data={presetOptions(detail, data?.presets ?? [], format.text, t)}
          />
          <Select
            label={t('columns.kind')}
            className={styles.preset}
            disabled={!editable || busy}
            allowDeselect={false}
            value={mapping.kind}
            onChange={(kind) =>
              onChange({ ...mapping, kind: KINDS.find((one) => one === kind) ?? mapping.kind })
            }
            data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
          {detail.columns.length < 12 ? null : (
            <>
              <TextInput
                label={t('columns.filter')}
                type="search"
                value={filter}
                onChange={(event) => {
                  setFilter(event.currentTarget.value);
                  setPage(1);
                }}
              />
              <Checkbox
                className={styles.check}
                label={t('columns.only')}
                checked={onlyUsed}
                onChange={(event) => setOnlyUsed(event.currentTarget.checked)}
              />
            </>
          )}
        </div>
        {missing.length === 0 ? null : (
          <p className={styles.warning}>
            {t('columns.requiredMissing', {
              fields: format.list(missing.map(({ name }) => format.text(name))),
            })}
          </p>
        )}
        {twice.map(([field, at]) => (
          <p key={field} className={styles.warning}>
            {t('columns.twice', { field: fieldName(field), letters: at.join(', ') })}
          </p>
        ))}
        <ListTable
          caption={t('columns.title')}
          rows={rows.slice((shownPage - 1) * PAGE_SIZE, shownPage * PAGE_SIZE)}
          rowKey={({ index }) => String(index)}
          empty={t('columns.none')}
          columns={[
            {
              key: 'letter',
              header: t('columns.letter'),
              width: 60,
              cell: ({ letter }) => <span className={styles.faint}>{letter}</span>,
            },
            { key: 'header', header: t('columns.header'), names: true, cell: ({ header }) => header },
            {
              key: 'samples',
              header: t('columns.samples'),
              cell: ({ samples }) => (
                <span className={styles.samples}>{samples.slice(0, 4).join(' · ')}</span>
              ),
            },
            {
              key: 'field',
              header: t('columns.field'),
              width: 280,
              cell: ({ index, header, letter }) => {
                const field = fieldByIndex.get(index) ?? null;
                const data = options(header);
                if (field !== null && !data.some(({ value }) => value === field)) {
                  data.push({ value: field, label: fieldName(field) });
                }
                return (
                  <NativeSelect
                    size="xs"
                    aria-label={`${letter} ${header}: ${t('columns.field')}`}
                    className={field === null ? styles.unused : styles.used}
                    data={data}
                    value={field ?? LEAVE_OUT}
                    disabled={!editable || busy}
                    onChange={(event) => {
                      const chosen = event.currentTarget.value;
                      setField(index, chosen === LEAVE_OUT ? null : chosen);
                    }}
                  />
                );
              },
            },
          ]}
        />
        {rows.length <= PAGE_SIZE ? null : (
          <Pager page={shownPage} pageSize={PAGE_SIZE} total={rows.length} onPage={setPage} />
        )}
        <div className={styles.columnsFoot}>
          <Constants
            mapping={mapping}
            editable={editable && !busy}
            fields={fields
              .filter(({ id }) => !letters.has(id))
              .map(({ id, name }) => ({ id, name: format.text(name) }))}
            fieldName={fieldName}
            onChange={onChange}
          />
          <Options mapping={mapping} editable={editable && !busy} onChange={onChange} />
        </div>
      </details>
      {editable ? (
        <div className={styles.actions}>
          <Button
            {...(changed || detail.status === 'read' ? {} : { variant: 'default' })}
            loading={busy}
            onClick={onCheck}
          >
            {detail.status === 'read' ? t('columns.checkFirst') : t('columns.check')}
          </Button>
          {changed ? (
            <span role="status" className={styles.changed}>
              {t('columns.changed')}
            </span>
          ) : null}
          <SavePreset importId={detail.id} blocked={changed || detail.status === 'read'} />
        </div>
      ) : null}
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation<'imports'>>['t'];

function presetOptions(
  detail: ImportDetail,
  presets: readonly { id: string; name: { en: string; zh: string } }[],
  text: (name: { en: string; zh: string }) => string,
  t: Translate,
) {
  const option = (preset: { id: string; name: { en: string; zh: string } }) => ({
    value: preset.id,
    label: text(preset.name),
  });
  const fitting = detail.fittingPresets.flatMap((id) => presets.find((preset) => preset.id === id) ?? []);
  const others = presets.filter(({ id }) => !detail.fittingPresets.includes(id));
  return [
    { group: ' ', items: [{ value: LEAVE_OUT, label: t('columns.presetAuto') }] },
    ...(fitting.length === 0 ? [] : [{ group: t('columns.fitting'), items: fitting.map(option) }]),
    ...(others.length === 0 ? [] : [{ group: t('columns.others'), items: others.map(option) }]),
  ];
}

interface ConstantsProps {
  mapping: ImportMapping;
  editable: boolean;
  fields: readonly { id: string; name: string }[];
  fieldName: (id: string) => string;
  onChange: (mapping: ImportMapping) => void;
}

/** Values that hold for every row, such as the year of the file. */
function Constants({ mapping, editable, fields, fieldName, onChange }: ConstantsProps) {
  const { t } = useTranslation('imports');
  const entries = Object.entries(mapping.constants);
  const free = fields.filter(({ id }) => mapping.constants[id] === undefined);
  const set = (id: string, value: string | null) => {
    const constants = { ...mapping.constants };
    if (value === null) delete constants[id];
    else constants[id] = value;
    onChange({ ...mapping, constants });
  };
  return (
    <fieldset className={styles.set}>
      <legend>{t('columns.constants')}</legend>
      <p className={styles.hint}>{t('columns.constantsHint')}</p>
      {entries.map(([id, value]) => (
        <div key={id} className={styles.constant}>
          <TextInput
            label={fieldName(id)}
            value={value}
            disabled={!editable}
            onChange={(event) => set(id, event.currentTarget.value)}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={!editable}
            aria-label={t('columns.removeConstant', { field: fieldName(id) })}
            onClick={() => set(id, null)}
          >
            ×
          </Button>
        </div>
      ))}
      {editable && free.length > 0 ? (
        <Select
          searchable
          size="xs"
          aria-label={t('columns.addConstant')}
          placeholder={t('columns.addConstant')}
          data={free.map(({ id, name }) => ({ value: id, label: name }))}
          value={null}
          onChange={(id) => {
            if (id !== null) set(id, '');
          }}
        />
      ) : null}
    </fieldset>
  );
}

interface OptionsProps {
  mapping: ImportMapping;
  editable: boolean;
  onChange: (mapping: ImportMapping) => void;
}

function Options({ mapping, editable, onChange }: OptionsProps) {
  const { t } = useTranslation(['imports', 'common']);
  const { options } = mapping;
  const set = (patch: Partial<ImportMapping['options']>) =>
    onChange({ ...mapping, options: { ...options, ...patch } });
  return (
    <fieldset className={styles.set}>
      <legend>{t('columns.options')}</legend>
      <Checkbox
        label={t('columns.numbersAsText')}
        description={t('columns.numbersAsTextHint')}
        checked={options.acceptNumbersAsText}
        disabled={!editable}
        onChange={(event) => set({ acceptNumbersAsText: event.currentTarget.checked })}
      />
      <div className={styles.optionGrid}>
        <NativeSelect
          size="xs"
          label={t('columns.dateOrder')}
          disabled={!editable}
          value={options.dateOrder}
          data={(['ymd', 'dmy', 'mdy'] as const).map((value) => ({
            value,
            label: t(`columns.dateOrders.${value}`),
          }))}
          onChange={(event) => set({ dateOrder: event.currentTarget.value as typeof options.dateOrder })}
        />
        <NativeSelect
          size="xs"
          label={t('columns.coordinates')}
          disabled={!editable}
          value={options.coordinates}
          data={(['wgs84', 'gcj02', 'osgb36'] as const).map((value) => ({
            value,
            label: t(`columns.coordinateSystems.${value}`),
          }))}
          onChange={(event) => set({ coordinates: event.currentTarget.value as typeof options.coordinates })}
        />
        <TextInput
          size="xs"
          label={t('columns.codeScheme')}
          description={t('columns.codeSchemeHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          disabled={!editable}
          value={options.codeScheme}
          maxLength={40}
          onChange={(event) => set({ codeScheme: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t('columns.groupKind')}
          disabled={!editable}
          value={options.groupKind}
          data={groupKinds.map((value) => ({ value, label: t(`common:groupKind.${value}`) }))}
          onChange={(event) => set({ groupKind: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}

function SavePreset({ importId, blocked }: { importId: string; blocked: boolean }) {
  const { t } = useTranslation('imports');
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () => call('POST /api/import-presets', { body: { importId, name: name.trim() } }),
    onSuccess: async () => {
      setNote(t('columns.saved', { name: name.trim() }));
      setOpen(false);
      setName('');
      await forget('/api/import-presets');
    },
  });
  return (
    <div className={styles.save}>
      {open ? (
        <form
          className={styles.saveForm}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') save.mutate();
          }}
        >
          <TextInput
            size="xs"
            label={t('columns.saveName')}
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Button size="xs" type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('columns.save')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen(false)}>
            {t('cancel')}
          </Button>
        </form>
      ) : (
        <Button
          variant="subtle"
          size="xs"
          disabled={blocked}
          title={blocked ? t('columns.saveAfterCheck') : t('columns.saveHint')}
          onClick={() => setOpen(true)}
        >
          {t('columns.save')}
        </Button>
      )}
      {save.error === null ? null : <ErrorPanel error={save.error} plain />}
      <DoneNote>{note}</DoneNote>
    </div>
  );
}
