import { TextInput } from '@mantine/core';
import type { StandardPackBody } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { type ListColumn, ListTable } from '../../components/list-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { confidenceOf, fieldOf, noteOf, shortNameOf } from './pack-body.ts';
import styles from './standards.module.css';

type Indicator = StandardPackBody['indicators'][number];

interface IndicatorTableProps {
  pack: StandardPackBody;
  own: boolean;
  editing: boolean;
  bind: (field: string) => {
    value: string;
    error: boolean;
    onChange: (event: { currentTarget: { value: string } }) => void;
  };
}

/** The pack's indicators with standard and limit by stage; in editing every value is a field. */
export function IndicatorTable({ pack, own, editing, bind }: IndicatorTableProps) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const stageText = (stage: string) => t(`common:stage.${stage}`, { defaultValue: stage });
  const cell = (indicator: Indicator, kind: 'standard' | 'limit', stage: string, header: string) => {
    const value = kind === 'standard' ? indicator.standard?.[stage] : indicator.cvLimit?.[stage];
    if (!editing) {
      return value === undefined
        ? '–'
        : format.number(value, kind === 'limit' ? { digits: 2 } : { atMost: 4 });
    }
    return (
      <TextInput
        size="xs"
        w={84}
        ml="auto"
        inputMode="decimal"
        aria-label={`${format.text(shortNameOf(indicator))}: ${header}`}
        classNames={{ input: styles.numberInput ?? '' }}
        {...bind(fieldOf[kind](indicator.id, stage))}
      />
    );
  };
  const columns: ListColumn<Indicator>[] = [
    {
      key: 'indicator',
      header: t('column.indicator'),
      names: true,
      cell: (indicator) => (
        <>
          {format.text(shortNameOf(indicator))}
          <span className={styles.sub}>{format.text(indicator.name)}</span>
        </>
      ),
    },
    {
      key: 'computed',
      header: t('column.computed'),
      cell: (indicator) => (
        <span className={styles.computed}>
          {t(`per.${indicator.denominator}`, { name: format.text(shortNameOf(indicator)) })}
          <span className={styles.sub}>
            {format.text(indicator.unit)} · {t(`better.${indicator.better}`)}
          </span>
        </span>
      ),
    },
    ...(['standard', 'limit'] as const).flatMap((kind) =>
      pack.stages.map((stage): ListColumn<Indicator> => {
        const header = t(`column.${kind}`, { stage: stageText(stage) });
        return {
          key: `${kind} ${stage}`,
          header,
          numeric: true,
          cell: (indicator) => cell(indicator, kind, stage, header),
        };
      }),
    ),
    {
      key: 'confidence',
      header: t('column.confidence'),
      cell: (indicator) => {
        const confidence = confidenceOf(indicator);
        const note = noteOf(indicator);
        if (own) return t('confidence.bureau');
        return (
          <span className={styles.computed} title={note === undefined ? undefined : format.text(note)}>
            {confidence === undefined ? '–' : t(`confidence.${confidence}`, { defaultValue: confidence })}
          </span>
        );
      },
    },
  ];
  return <ListTable caption={t('table')} columns={columns} rows={pack.indicators} rowKey={({ id }) => id} />;
}
