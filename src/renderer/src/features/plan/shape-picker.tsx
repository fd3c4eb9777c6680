/** What one request looks like: a preset by its use, or own numbers. */
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { shapePresets, type ShapePreset } from '../../../../core/model/presets.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { LengthFields } from './length-fields.tsx'
import { withShape, type Issues, type PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import styles from './plan.module.css'

const shapes = [...(Object.keys(shapePresets) as readonly ShapePreset[]), 'custom'] as const

export const ShapePicker = ({ form, issues }: { readonly form: PlanForm; readonly issues: Issues }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const group = useId()
  const tokens = (shape: ShapePreset): string =>
    t('plan:tokens', { prompt: format.count(shapePresets[shape].promptTokens), output: format.count(shapePresets[shape].outputTokens) })
  return (
    <div className={styles.stack}>
      <div className={styles.tiles} role="radiogroup" aria-label={t('plan:shapes')}>
        {shapes.map((shape) => (
          <label key={shape} className={styles.tile}>
            <input type="radio" name={group} className="visually-hidden" checked={form.shape === shape} onChange={() => patchForm(withShape(form, shape))} />
            <span className={styles.tileName}>{t(`plan:shape.${shape}.name`)}</span>
            <span className={styles.tileNote}>{shape === 'custom' ? t('plan:shape.custom.note') : tokens(shape)}</span>
          </label>
        ))}
      </div>
      <p className={styles.note}>{t(`plan:shape.${form.shape}.use`)}</p>
      {form.shape === 'custom' && (
        <>
          <LengthFields form={form} issues={issues} side="prompt" />
          <LengthFields form={form} issues={issues} side="output" />
        </>
      )}
    </div>
  )
}
